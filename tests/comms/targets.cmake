ok_bench(bench_audience DEPS shared_comms)
ok_bench(bench_public_page DEPS server_comms tests_support)
ok_bench(bench_contradictions DEPS shared_comms)
