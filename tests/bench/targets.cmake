# One line a benchmark: ok_bench(<name> DEPS <targets>).
ok_bench(bench_clustering DEPS shared_incidents)
