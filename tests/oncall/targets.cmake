ok_bench(bench_oncall DEPS shared_oncall)
ok_bench(bench_pending_timers DEPS server_gate tests_support LIBS GTest::gtest)
ok_bench(bench_request_seen DEPS server_product server_clock tests_support LIBS GTest::gtest)
