# bp_embed (TARGET FILE...): each text file becomes a zero-terminated array in the target, bp_embedded_NAME with NAME the file's
# name in C letters, to be declared extern where it is used.
function (bp_embed TARGET)
  foreach (file IN LISTS ARGN)
    get_filename_component (name ${file} NAME)
    string (MAKE_C_IDENTIFIER ${name} symbol)
    set (source ${CMAKE_CURRENT_BINARY_DIR}/embedded-${name}.c)
    set_property (DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file (READ ${file} bytes HEX)
    string (REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string (REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    file (CONFIGURE OUTPUT ${source} CONTENT
      "extern const char bp_embedded_${symbol}[];\nconst char bp_embedded_${symbol}[] = {\n@bytes@ 0 };\n" @ONLY)
    target_sources (${TARGET} PRIVATE ${source})
  endforeach ()
endfunction ()
