# One room is one folder, one library, one namespace. Its floor is the folder above it:
# src/core has no third-party headers, src/edge is where they live, src/apps wires.
#
#   menshen_room(NAME face
#     HEADERS          what other rooms may include, if layers.txt lets them
#     DETAIL_HEADERS   in detail/: what only this room and its tests may include
#     TESTING_HEADERS  in testing/: fakes and keys for tests; no production file may
#                      include them
#     SOURCES ... TESTS ... TEST_DEFINITIONS ...
#     TEST_LABELS      ctest labels of this room's tests
#     TEST_ROOMS       rooms that the tests may include, to their details, besides the room's
#                      own line
#     STANDALONE       links no library but THIRD_PARTY, and its program none at run time
#     BUSY             the sanitizers spend so long in it that it is optimized a little under
#                      them too
#     LONG_TESTS       its tests compute so much that they are optimized, as what ships
#     TEST_SHIPPED     its tests are built by every compiler and run against what ships too,
#                      because much of it depends on compiler, processor or machine
#     MAIN main.cpp    of an app: the program of the same name in bin/
#     PARSED_ONCE      headers of other makers that much of it includes, and that are long
#     THIRD_PARTY      targets that only this room links
#     THIRD_PARTY_TESTS  targets that only its tests link)
#
# What a room may include stands in layers.txt alone. Clang holds every #include to it:
# in the build (Clang 16 and later read headers too) and in tools/check_layers.sh.

set(MENSHEN_MODULE_MAP "${PROJECT_BINARY_DIR}/rooms.modulemap")

# What tests of other makers' APIs need, which go through the router, the gate and the law.
set(MENSHEN_FACADE_TESTS
  TEST_ROOMS catalogue policy registry consent facts state face gallery journal ledger permit replay
    crypto_openssl law_yaml store_sqlite
  TEST_DEFINITIONS MENSHEN_LAW_DIR="${PROJECT_SOURCE_DIR}/law"
    MENSHEN_CONTRACT="${PROJECT_BINARY_DIR}/share/menshen/openapi.json")

function(menshen_read_layers)
  file(STRINGS "${PROJECT_SOURCE_DIR}/layers.txt" lines REGEX "^[a-z]")
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY
    CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/layers.txt")
  set(seen "")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([a-z][a-z0-9_]*) *:(.*)$")
      message(FATAL_ERROR "layers.txt: not a rule: ${line}")
    endif()
    set(room "${CMAKE_MATCH_1}")
    string(STRIP "${CMAKE_MATCH_2}" uses)
    string(REGEX REPLACE " +" ";" uses "${uses}")
    foreach(use IN LISTS uses)
      if(NOT use IN_LIST seen)
        message(FATAL_ERROR "layers.txt: ${room} names ${use}, which is not above it")
      endif()
    endforeach()
    list(APPEND seen "${room}")
    set_property(GLOBAL PROPERTY MENSHEN_USES_${room} "${uses}")
  endforeach()
  set_property(GLOBAL PROPERTY MENSHEN_ROOMS "${seen}")
endfunction()

# Every room of layers.txt, from its folder on one of the three floors.
function(menshen_add_rooms)
  get_property(rooms GLOBAL PROPERTY MENSHEN_ROOMS)
  foreach(room IN LISTS rooms)
    file(GLOB folder LIST_DIRECTORIES true "${PROJECT_SOURCE_DIR}/src/*/${room}")
    list(LENGTH folder count)
    if(count EQUAL 0)
      continue()
    elseif(NOT count EQUAL 1)
      message(FATAL_ERROR "layers.txt: ${room} needs one folder src/*/${room}, found ${count}")
    endif()
    add_subdirectory("${folder}")
  endforeach()
endfunction()

function(menshen_describe_module MODULE)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;USES")
  set(text "module ${MODULE} {\n")
  foreach(header IN LISTS arg_HEADERS)
    string(APPEND text "  textual header \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\"\n")
  endforeach()
  foreach(use IN LISTS arg_USES)
    string(APPEND text "  use ${use}\n")
  endforeach()
  set_property(GLOBAL APPEND_STRING PROPERTY MENSHEN_MODULE_MAP_TEXT "${text}}\n")
endfunction()

function(menshen_hold_to_layers TARGET MODULE)
  if(MENSHEN_CHECK_INCLUDES)
    target_compile_options(${TARGET} PRIVATE -fmodules-decluse -fmodule-name=${MODULE}
      "-fmodule-map-file=${MENSHEN_MODULE_MAP}")
  endif()
endfunction()

# With precompiled headers Clang no longer sees which file includes what; where includes are
# checked it does without, and finds one that was forgotten.
function(menshen_parse_once target headers)
  if(NOT MENSHEN_CHECK_INCLUDES)
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()

# Each test in a process of its own; or, where processes are slow to start, a room's in two
# halves, which also shares between tests what takes long to read.
function(menshen_add_tests target room labels)
  if(NOT MENSHEN_TEST_BY_ROOM)
    gtest_discover_tests(${target} TEST_PREFIX "${room}/" DISCOVERY_TIMEOUT 60
      PROPERTIES LABELS "${labels}")
    return()
  endif()
  foreach(half IN ITEMS 0 1)
    add_test(NAME "${room}/half_${half}" COMMAND ${target} --gtest_brief=1)
    set_tests_properties("${room}/half_${half}" PROPERTIES LABELS "${labels}"
      ENVIRONMENT "GTEST_TOTAL_SHARDS=2;GTEST_SHARD_INDEX=${half}")
  endforeach()
endfunction()

function(menshen_room)
  cmake_parse_arguments(PARSE_ARGV 0 arg "STANDALONE;BUSY;LONG_TESTS;TEST_SHIPPED" "NAME;MAIN"
    "HEADERS;DETAIL_HEADERS;TESTING_HEADERS;SOURCES;TESTS;TEST_DEFINITIONS;TEST_LABELS;TEST_ROOMS;PARSED_ONCE;THIRD_PARTY;THIRD_PARTY_TESTS")
  set(target "menshen_${arg_NAME}")
  get_property(rooms GLOBAL PROPERTY MENSHEN_ROOMS)
  if(NOT arg_NAME IN_LIST rooms)
    message(FATAL_ERROR "${arg_NAME} has no line in layers.txt")
  endif()
  get_property(uses GLOBAL PROPERTY MENSHEN_USES_${arg_NAME})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH floor)
  set(with_registry "")
  if(arg_NAME STREQUAL "registry" OR "registry" IN_LIST uses)
    set(with_registry "registry_")
  endif()

  add_library(${target} STATIC ${arg_SOURCES})
  add_library(menshen::${arg_NAME} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS
    BASE_DIRS "${floor}" FILES ${arg_HEADERS} ${arg_DETAIL_HEADERS})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(arg_STANDALONE)
    target_link_libraries(${target} PUBLIC menshen_plain_options PRIVATE ${arg_THIRD_PARTY})
  else()
    target_link_libraries(${target} PUBLIC menshen_options PRIVATE ${arg_THIRD_PARTY})
    # What others parse once does not fit what is optimized.
    if(arg_BUSY AND CMAKE_BUILD_TYPE STREQUAL "Debug")
      target_compile_options(${target} PRIVATE -O1)
    elseif(arg_PARSED_ONCE AND NOT MENSHEN_CHECK_INCLUDES)
      target_precompile_headers(${target} PRIVATE ${MENSHEN_COMMON_HEADERS} ${arg_PARSED_ONCE})
      if(with_registry)
        target_precompile_headers(${target} PRIVATE "${MENSHEN_REGISTRY_HEADERS}")
      endif()
    else()
      menshen_parse_once(${target} menshen_${with_registry}headers)
    endif()
  endif()

  set(room_uses "")
  set(testing_uses "")
  set(test_uses ${target} ${target}_detail ${target}_testing)
  foreach(use IN LISTS uses)
    target_link_libraries(${target} PUBLIC menshen::${use})
    list(APPEND room_uses menshen_${use})
    list(APPEND testing_uses menshen_${use}_testing)
    list(APPEND test_uses menshen_${use} menshen_${use}_testing)
  endforeach()
  foreach(room IN LISTS arg_TEST_ROOMS)
    list(APPEND test_uses menshen_${room} menshen_${room}_detail menshen_${room}_testing)
  endforeach()
  menshen_describe_module(${target} USES ${target}_detail ${room_uses} HEADERS ${arg_HEADERS})
  menshen_describe_module(${target}_detail USES ${target} ${room_uses} HEADERS ${arg_DETAIL_HEADERS})
  menshen_describe_module(${target}_testing
    USES ${target} ${target}_detail ${room_uses} ${testing_uses} HEADERS ${arg_TESTING_HEADERS})
  menshen_describe_module(${target}_tests USES ${test_uses})
  menshen_hold_to_layers(${target} ${target})

  if(arg_MAIN)
    string(REPLACE "_" "-" program "${arg_NAME}")
    add_executable(${target}_program ${arg_MAIN})
    set_target_properties(${target}_program PROPERTIES OUTPUT_NAME "${program}")
    target_link_libraries(${target}_program PRIVATE ${target} ${arg_THIRD_PARTY})
    menshen_hold_to_layers(${target}_program ${target})
    # The sanitizers' own libraries are shared.
    if(arg_STANDALONE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
      target_link_options(${target}_program PRIVATE -static)
    endif()
  endif()

  if(arg_TESTS AND BUILD_TESTING)
    add_executable(${target}_tests ${arg_TESTS})
    set_target_properties(${target}_tests PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    if(NOT MENSHEN_TEST_ROOMS AND NOT arg_TEST_SHIPPED)
      set_target_properties(${target}_tests PROPERTIES EXCLUDE_FROM_ALL ON)
      list(APPEND arg_TEST_LABELS sanitized)
    endif()
    target_link_libraries(${target}_tests PRIVATE ${target} menshen_options ${arg_THIRD_PARTY}
      ${arg_THIRD_PARTY_TESTS} GTest::gmock_main)
    target_compile_options(${target}_tests PRIVATE ${MENSHEN_TEST_OPTIONS})
    if(arg_LONG_TESTS)
      menshen_parse_once(${target}_tests menshen_${with_registry}long_gtest)
    else()
      target_compile_options(${target}_tests PRIVATE -O0)
      menshen_parse_once(${target}_tests menshen_${with_registry}gtest)
    endif()
    foreach(room IN LISTS arg_TEST_ROOMS)
      target_link_libraries(${target}_tests PRIVATE menshen::${room})
    endforeach()
    target_compile_definitions(${target}_tests PRIVATE ${arg_TEST_DEFINITIONS})
    menshen_hold_to_layers(${target}_tests ${target}_tests)
    menshen_add_tests(${target}_tests ${arg_NAME} "${arg_TEST_LABELS}")
  endif()
endfunction()

# Call once, after the last menshen_room().
function(menshen_write_module_map)
  get_property(text GLOBAL PROPERTY MENSHEN_MODULE_MAP_TEXT)
  file(CONFIGURE OUTPUT "${MENSHEN_MODULE_MAP}" CONTENT "${text}" @ONLY)
endfunction()
