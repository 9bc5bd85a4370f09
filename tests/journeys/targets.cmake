# A console that a journey tells what to do (access_line.py): the whole of it, with a security key in software behind libfido2.
if(TARGET app_console AND TARGET app_keys)
    add_executable(journey_console "${CMAKE_SOURCE_DIR}/tests/journeys/journey_console.cpp")
    target_link_libraries(journey_console PRIVATE app_console app_keys tests_support ok_warnings)
    set_target_properties(journey_console PROPERTIES AUTOMOC ON)
endif()
