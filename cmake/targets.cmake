# How every target of the project is compiled.
add_library(mc_options INTERFACE)
target_include_directories(mc_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(mc_options INTERFACE _GNU_SOURCE)
target_compile_options(mc_options INTERFACE
    -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
    -Wformat=2 -Wundef -Wcast-qual -Wwrite-strings -Wswitch-enum -Wno-missing-field-initializers
    -fstack-protector-strong -fno-strict-aliasing)
target_link_options(mc_options INTERFACE -Wl,-z,relro,-z,now)
if(MOTCUA_WERROR)
    target_compile_options(mc_options INTERFACE -Werror)
endif()
if(MOTCUA_SANITIZE)
    target_compile_options(mc_options INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(mc_options INTERFACE -fsanitize=address,undefined)
endif()
if(MOTCUA_TSAN)
    target_compile_options(mc_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(mc_options INTERFACE -fsanitize=thread)
endif()
if(MOTCUA_ROBOT)
    target_compile_definitions(mc_options INTERFACE MOTCUA_STEPS)
endif()
if(MOTCUA_FUZZ)
    target_compile_options(mc_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# mc_library(NAME SOURCES file... LINK library...): one static library of a layer.
function(mc_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC mc_options ${ARG_LINK})
endfunction()

# mc_program(NAME SOURCE LINK library...): one that citizens' data passes through, so its heap is
# wiped as it is freed. A sanitizer has a heap of its own.
function(mc_program name source)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    add_executable(${name} ${source})
    if(NOT MOTCUA_SANITIZE AND NOT MOTCUA_TSAN)
        target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/core/wiping_heap.c)
    endif()
    target_link_libraries(${name} PRIVATE ${ARG_LINK})
endfunction()

# mc_test(NAME SOURCES file... LINK library... [LABEL label] [WRAPPER command...]): one cmocka
# executable, one ctest test, run by the wrapper if there is one. MOTCUA_SOURCE_DIR tells it where
# assets and samples lie; MOTCUA_BIN_DIR the programs.
function(mc_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK;WRAPPER" ${ARGN})
    add_executable(test-${name} ${ARG_SOURCES})
    set_target_properties(test-${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(test-${name} PRIVATE ${ARG_LINK} PkgConfig::CMOCKA mc_options)
    target_compile_definitions(test-${name} PRIVATE
        MOTCUA_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        MOTCUA_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
    add_test(NAME ${name} COMMAND ${ARG_WRAPPER} $<TARGET_FILE:test-${name}>)
    if(ARG_LABEL)
        set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL})
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT 300
        ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
endfunction()
