# onefold_pytest(<name> <file.py> [TIMEOUT seconds] [SERIAL]): a file of Python tests as one test of ctest.
# SERIAL: it starts several programs and wants the machine for itself.
# In the environment: ONEFOLD_SOURCE_DIR, ONEFOLD_BUILD_DIR. A file whose tests were all skipped counts as skipped.
include_guard(GLOBAL)
find_program(ONEFOLD_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)

function(onefold_pytest name file)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT" "" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ONEFOLD_PYTHON)
    message(WARNING "no /usr/bin/python3: ${name} is left out")
    return()
  endif()
  add_test(NAME ${name}
    COMMAND ${ONEFOLD_PYTHON} -B -m pytest -q -rs -p no:cacheprovider -c ${PROJECT_SOURCE_DIR}/tests/support/pytest.ini
            --rootdir ${PROJECT_SOURCE_DIR}/tests ${file})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "ONEFOLD_SOURCE_DIR=${PROJECT_SOURCE_DIR};ONEFOLD_BUILD_DIR=${PROJECT_BINARY_DIR}")
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()
