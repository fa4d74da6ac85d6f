# ui/ -> a GResource compiled into bp-app. Registered by hand (bp_application_load_resources), so no linker may drop it.
file (GLOB ui_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui/*.ui ${CMAKE_SOURCE_DIR}/ui/*.css)
set (ui_source ${CMAKE_BINARY_DIR}/ui/resources.c)
file (MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/ui)
add_custom_command (OUTPUT ${ui_source}
  COMMAND ${GLIB_COMPILE_RESOURCES} --generate-source --manual-register --c-name bp_ui
          --sourcedir=${CMAKE_SOURCE_DIR}/ui --target=${ui_source} ${CMAKE_SOURCE_DIR}/ui/bpexchange.gresource.xml
  DEPENDS ${CMAKE_SOURCE_DIR}/ui/bpexchange.gresource.xml ${ui_files} VERBATIM)
target_sources (bp-app PRIVATE ${ui_source})
set_source_files_properties (${ui_source} TARGET_DIRECTORY bp-app PROPERTIES COMPILE_OPTIONS "-w")
