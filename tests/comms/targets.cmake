ok_bench(bench_audience DEPS shared_comms)
