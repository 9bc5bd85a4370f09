ok_bench(bench_oncall DEPS shared_oncall)
