# Warnings, sanitizers and the API floor: what is newer than GLib 2.74 or GTK 4.8, or deprecated there, does not compile.
add_compile_options (-Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -Wstrict-prototypes
                     -Wmissing-prototypes -Wpointer-arith -Wformat=2 -Wshadow -Wvla -Wundef
                     -Werror=implicit-function-declaration -Werror=return-type -Werror=incompatible-pointer-types
                     -fno-strict-aliasing)
if (BP_WERROR)
  add_compile_options (-Werror)
endif ()
# A sanitizer's report needs functions and lines; types and variables would only make the build longer.
if (BP_SANITIZE)
  add_compile_options (-g1)
endif ()
if (BP_SANITIZE STREQUAL "address")
  add_compile_options (-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options (-fsanitize=address,undefined)
elseif (BP_SANITIZE STREQUAL "thread")
  add_compile_options (-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options (-fsanitize=thread)
elseif (BP_SANITIZE STREQUAL "fuzzer")
  add_compile_options (-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options (-fsanitize=address,undefined)
elseif (BP_SANITIZE)
  message (FATAL_ERROR "BP_SANITIZE: address, thread or fuzzer, not ${BP_SANITIZE}")
endif ()
add_compile_definitions (GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74
                         GDK_VERSION_MIN_REQUIRED=GDK_VERSION_4_8 GDK_VERSION_MAX_ALLOWED=GDK_VERSION_4_8
                         GETTEXT_PACKAGE="bpexchange" BP_VERSION="${PROJECT_VERSION}" _GNU_SOURCE)
