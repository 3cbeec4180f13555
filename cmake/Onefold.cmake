# Flags and the three functions by which every target is made.

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers)
# Results must not depend on the machine: no fused multiply-add behind our back, never -ffast-math.
add_compile_options(-ffp-contract=off -fstack-protector-strong -D_FORTIFY_SOURCE=2)
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR ONEFOLD_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE)
endif()
add_link_options(-Wl,-z,relro,-z,now)
if(ONEFOLD_WERROR)
  add_compile_options(-Werror)
endif()
if(ONEFOLD_SANITIZE)
  add_compile_options(-fsanitize=${ONEFOLD_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ONEFOLD_SANITIZE})
endif()
if(ONEFOLD_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

# onefold_library(<name> SOURCES a.cc ... DEPENDS t ... [PRIVATE t ...])
# Every dependency is listed: tests/architecture checks the closure of each program.
function(onefold_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

# onefold_program(<name> SOURCES ... DEPENDS ...): the binary goes to <build>/bin.
function(onefold_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  target_compile_definitions(${name} PRIVATE ONEFOLD_VERSION="${PROJECT_VERSION}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# onefold_test(<name> SOURCES ... DEPENDS ...): a GoogleTest program; every case is one test of ctest.
# In the environment: ONEFOLD_SOURCE_DIR, ONEFOLD_SHARED_DIR (../shared; may be absent: such tests skip).
function(onefold_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    ONEFOLD_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ONEFOLD_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()

# onefold_fuzzer(<name> SOURCES fuzz_x.cc DEPENDS ...): LLVMFuzzerTestOneInput. With ONEFOLD_FUZZ a libFuzzer binary,
# otherwise a replayer of tests/fuzz/corpus/<name>/ that runs as a test, so that fuzzers never rot.
function(onefold_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(ONEFOLD_FUZZ)
    add_executable(${name} ${ARG_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cc)
    add_test(NAME fuzz.${name} COMMAND ${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
endfunction()
