# One line a benchmark: ok_bench(<name> DEPS <targets>).
ok_bench(bench_clustering DEPS shared_incidents)
ok_bench(bench_geocoder DEPS shared_territory)
ok_bench(bench_gate DEPS server_gate)
ok_bench(bench_http_page DEPS server_net tests_support)
ok_bench(bench_ws_fanout DEPS server_net tests_support)
ok_bench(bench_sync_latency DEPS server_sync tests_support LIBS GTest::gtest)
ok_bench(bench_verify DEPS server_ledger)
ok_bench(bench_restore DEPS server_product)
