# One line a benchmark: ok_bench(<name> DEPS <targets>).
ok_bench(bench_clustering DEPS shared_incidents)
ok_bench(bench_geocoder DEPS shared_territory)
ok_bench(bench_gate DEPS server_gate)
