# po/LANG.po -> share/locale/LANG/LC_MESSAGES/bpexchange.mo in the build tree, and installed.
find_program (MSGFMT msgfmt REQUIRED)
set (BP_BUILD_LOCALEDIR ${CMAKE_BINARY_DIR}/share/locale)
set (mo_files)
foreach (lang IN ITEMS de)
  set (mo ${BP_BUILD_LOCALEDIR}/${lang}/LC_MESSAGES/bpexchange.mo)
  add_custom_command (OUTPUT ${mo}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${BP_BUILD_LOCALEDIR}/${lang}/LC_MESSAGES
    COMMAND ${MSGFMT} --check -o ${mo} ${CMAKE_SOURCE_DIR}/po/${lang}.po
    DEPENDS ${CMAKE_SOURCE_DIR}/po/${lang}.po VERBATIM)
  list (APPEND mo_files ${mo})
  install (FILES ${mo} DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${lang}/LC_MESSAGES)
endforeach ()
add_custom_target (translations ALL DEPENDS ${mo_files})
add_compile_definitions (BP_LOCALEDIR="${CMAKE_INSTALL_FULL_LOCALEDIR}" BP_BUILD_LOCALEDIR="${BP_BUILD_LOCALEDIR}"
                         BP_DATADIR="${CMAKE_INSTALL_FULL_DATADIR}/bpexchange" BP_BUILD_DATADIR="${CMAKE_SOURCE_DIR}/data")
