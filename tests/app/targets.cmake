# The console's tests need a screen: Xvfb and Mesa's llvmpipe (offscreen and the software back end silently leave out the
# map's geometry).
if(OK_CONSOLE AND TARGET app_shell)
    file(GLOB app_tests CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/app/*_test.cpp" "${CMAKE_SOURCE_DIR}/tests/app/approvals/*_test.cpp")
    add_library(tests_app_support STATIC "${CMAKE_SOURCE_DIR}/tests/app/sample_desk.cpp")
    target_include_directories(tests_app_support PUBLIC "${CMAKE_SOURCE_DIR}")
    target_link_libraries(tests_app_support PUBLIC app_desk PRIVATE ok_warnings)
    add_executable(tests_app ${app_tests} "${CMAKE_SOURCE_DIR}/tests/app/app_main.cpp")
    target_compile_definitions(tests_app PRIVATE OK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" OK_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_link_libraries(tests_app PRIVATE tests_app_support app_shell Qt6::Test Qt6::GuiPrivate GTest::gtest GTest::gmock
        ok_warnings)
    set_target_properties(tests_app PROPERTIES AUTOMOC ON)
    add_test(NAME tests_app COMMAND xvfb-run -a -s "-screen 0 1600x1000x24" $<TARGET_FILE:tests_app>)
endif()
if(TARGET tests_app_support)
    ok_bench(bench_map DEPS tests_app_support app_map LIBS Qt6::Test Qt6::GuiPrivate)
endif()
# The whole house in one process: the real server and the console a person opens.
if(TARGET app_console AND TARGET server_product)
    file(GLOB console_tests CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/app/console/*_test.cpp")
    add_executable(tests_app_console ${console_tests} "${CMAKE_SOURCE_DIR}/tests/app/app_main.cpp")
    target_compile_definitions(tests_app_console PRIVATE OK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" OK_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_link_libraries(tests_app_console PRIVATE app_console server_product server_clock tests_support Qt6::Test Qt6::GuiPrivate
        GTest::gtest GTest::gmock ok_warnings)
    add_dependencies(tests_app_console okctl)
    add_test(NAME tests_app_console COMMAND xvfb-run -a -s "-screen 0 1600x1000x24" $<TARGET_FILE:tests_app_console>)
    ok_bench(bench_webhook_to_map DEPS app_console server_product server_clock tests_support LIBS Qt6::Test Qt6::GuiPrivate GTest::gtest)
    ok_bench(bench_log_page DEPS app_console server_product server_clock tests_support LIBS Qt6::Test Qt6::GuiPrivate GTest::gtest)
endif()
# The console's follower against a real sync server; needs no screen.
if(OK_CONSOLE AND TARGET app_sync AND TARGET server_sync)
    ok_tests(tests_app_sync DIRS tests/app/sync DEPS app_sync server_sync tests_support)
endif()
# The driver for security keys against a key in software, through libfido2; needs neither Qt nor a screen.
ok_tests(tests_app_keys DIRS tests/app/keys DEPS app_keys shared_access tests_support)
# The console's secret store; needs an event loop, but no screen.
if(TARGET app_secrets)
    ok_tests(tests_app_secrets DIRS tests/app/secrets DEPS app_secrets)
endif()
