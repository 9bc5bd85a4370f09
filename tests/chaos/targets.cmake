# What makes a real server's disk and clock misbehave: preloaded by chaos.py.
add_library(ok_chaos SHARED "${CMAKE_SOURCE_DIR}/tests/chaos/chaos_shim.cpp")
target_link_libraries(ok_chaos PRIVATE ${CMAKE_DL_LIBS})
add_dependencies(tests_server ok_chaos)
set_target_properties(ok_chaos PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
