ok_bench(bench_review_diff DEPS shared_approvals)
ok_bench(bench_snapshot DEPS shared_approvals)
ok_bench(bench_risk DEPS shared_approvals)
ok_bench(bench_risk_routes DEPS server_product tests_support)
