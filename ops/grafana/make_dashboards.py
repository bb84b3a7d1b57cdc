#!/usr/bin/env python3
"""Writes the dashboards in dashboards/*.json. Run it after a change here and commit both; it needs nothing but Python 3."""
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
JOB = 'job="$job"'


def quantile(q, metric, by=""):
    labels = "le" + (f", {by}" if by else "")
    return f"histogram_quantile({q}, sum by ({labels}) (rate({metric}_seconds_bucket{{{JOB}}}[$__rate_interval])))"


def rate(metric, by=""):
    return f"sum{f' by ({by})' if by else ''} (rate({metric}{{{JOB}}}[$__rate_interval]))"


def increase(metric):
    return f"sum(increase({metric}{{{JOB}}}[$__range]))"


def now(metric, by=""):
    return f"sum{f' by ({by}) ' if by else ''}({metric}{{{JOB}}})"


# Title, unit, and (legend, expression) of each panel; three panels a row.
DASHBOARDS = {
    "fleet": ("Splatlas fleet", [
        ("Servers up", "short", [("{{instance}}", f"up{{{JOB}}}")]),
        ("Scenes with Gaussians", "short", [("scenes", now("splatlas_scenes"))]),
        ("Instances alive", "short", [("instances", now("splatlas_instances_alive"))]),
        ("Frames received and refused", "reqps", [("received", rate("splatlas_frames_received_total")), ("refused", rate("splatlas_frames_refused_total"))]),
        ("Frames that wait for training", "short", [("{{instance}}", f"splatlas_frames_backlog{{{JOB}}}")]),
        ("Device busy", "percentunit", [("{{instance}}", f"sum by (instance) (rate(splatlas_gpu_busy_seconds_total{{{JOB}}}[$__rate_interval]))")]),
        ("Time to acknowledge a frame", "s", [("p50", quantile(0.5, "splatlas_frames_acknowledged")), ("p95", quantile(0.95, "splatlas_frames_acknowledged"))]),
        ("Frame to event", "s", [("p50", quantile(0.5, "splatlas_instances_freshness")), ("p95", quantile(0.95, "splatlas_instances_freshness"))]),
        ("Heap in use", "bytes", [("{{instance}}", f'sum by (instance) (jvm_memory_used_bytes{{{JOB}, area="heap"}})')]),
        ("CPU of the process", "percentunit", [("{{instance}}", f"process_cpu_usage{{{JOB}}}")]),
        ("Bytes allocated", "Bps", [("{{instance}}", f"sum by (instance) (rate(jvm_gc_memory_allocated_bytes_total{{{JOB}}}[$__rate_interval]))")]),
        ("Frames on disk", "bytes", [("{{instance}}", f"splatlas_frames_stored_bytes{{{JOB}}}")]),
        ("What could not be made durable", "short", [
            ("changes not told", increase("splatlas_instances_recording_failures_total")),
            ("checkpoints not written", increase("splatlas_checkpoints_failed_total")),
            ("checkpoints found damaged", increase("splatlas_checkpoints_corrupt_total")),
        ]),
        ("Releases", "short", [("{{version}} on {{device}}", f"sum by (version, device) (splatlas_build_info{{{JOB}}})")]),
    ]),
    "scene": ("Splatlas scenes", [
        ("PSNR of training views", "dB", [("psnr", f"avg(splatlas_training_psnr_decibels{{{JOB}}})")]),
        ("PSNR of the newest frames", "dB", [("psnr", f"avg(splatlas_training_newest_psnr_decibels{{{JOB}}})")]),
        ("Loss", "short", [("loss", f"avg(splatlas_training_loss{{{JOB}}})")]),
        ("Gaussians", "short", [("gaussians", now("splatlas_gaussians"))]),
        ("Training iterations", "ops", [("iterations", rate("splatlas_training_iterations_total"))]),
        ("Length of a training burst", "s", [("p50", quantile(0.5, "splatlas_training_burst")), ("p95", quantile(0.95, "splatlas_training_burst"))]),
        ("Frames that wait for training", "short", [("frames", now("splatlas_frames_backlog"))]),
        ("Time to describe a frame (teacher)", "s", [("p95", quantile(0.95, "splatlas_distillation_teacher"))]),
        ("Keyframes that wait for the teacher", "short", [("waiting", now("splatlas_distillation_queue")), ("left for the end", increase("splatlas_distillation_keyframes_late_total"))]),
        ("Time to lift a frame", "s", [("p95", quantile(0.95, "splatlas_distillation_lift"))]),
        ("Time of a clustering", "s", [("p50", quantile(0.5, "splatlas_clustering_run")), ("p95", quantile(0.95, "splatlas_clustering_run"))]),
        ("Clusters of the last clustering", "short", [("clusters", now("splatlas_clustering_clusters"))]),
        ("Gaussians without a cluster", "percentunit", [("noise", f"avg(splatlas_clustering_noise_ratio{{{JOB}}})")]),
        ("Changes of instances", "ops", [("{{kind}}", rate("splatlas_instances_changes_total", "kind"))]),
        ("Gaussians that changed their instance", "ops", [("switches", rate("splatlas_instances_id_switches_total"))]),
        ("Steps of a frame, p95", "s", [("{{step}}", quantile(0.95, "splatlas_frames_step", "step"))]),
        ("Time to make changes durable", "s", [("p95", quantile(0.95, "splatlas_instances_recorded"))]),
        ("Time to write a checkpoint", "s", [("p95", quantile(0.95, "splatlas_checkpoints_written"))]),
    ]),
    "gpu-runtime": ("Splatlas GPU runtime", [
        ("Busy share by class of job", "percentunit", [("{{class}}", rate("splatlas_gpu_busy_seconds_total", "class"))]),
        ("Wait for the device, p95", "s", [("{{class}}", quantile(0.95, "splatlas_gpu_job_wait", "class"))]),
        ("Length of a slice, p95", "s", [("{{class}}", quantile(0.95, "splatlas_gpu_slice", "class"))]),
        ("Jobs done", "ops", [("{{class}}", f"sum by (class) (rate(splatlas_gpu_job_wait_seconds_count{{{JOB}}}[$__rate_interval]))")]),
        ("Busy share by device", "percentunit", [("{{device}}", rate("splatlas_gpu_busy_seconds_total", "device"))]),
        ("Scenes by device", "short", [("{{device}}", now("splatlas_gpu_scenes", "device"))]),
        ("Device memory", "bytes", [("{{device}} used", now("splatlas_gpu_memory_used_bytes", "device")), ("{{device}} cap", now("splatlas_gpu_memory_cap_bytes", "device"))]),
        ("Losses of the device", "short", [("{{device}}", f"sum by (device) (increase(splatlas_gpu_losses_total{{{JOB}}}[$__range]))")]),
    ]),
    "gateway": ("Splatlas gateway", [
        ("Robots connected", "short", [("captures", now("splatlas_gateway_captures"))]),
        ("Watches open", "short", [("watches", now("splatlas_gateway_watches")), ("subscribers", now("splatlas_subscribers"))]),
        ("Open pages", "short", [("pages", now("splatlas_page_streams")), ("standing questions", now("splatlas_page_questions"))]),
        ("Frames refused by reason", "ops", [("{{reason}}", rate("splatlas_frames_refused_total", "reason"))]),
        ("Bytes received", "Bps", [("frames", rate("splatlas_frames_received_bytes_total"))]),
        ("Frames not answered yet", "short", [("pending", now("splatlas_frames_pending"))]),
        ("Bytes not answered yet", "bytes", [("pending", now("splatlas_frames_pending_bytes"))]),
        ("Renders under way", "short", [("renders", now("splatlas_gateway_renders"))]),
        ("Live renders skipped", "ops", [("skipped", rate("splatlas_gateway_renders_skipped_total"))]),
        ("Lag of subscribers", "s", [("p50", quantile(0.5, "splatlas_gateway_watch_lag")), ("p95", quantile(0.95, "splatlas_gateway_watch_lag"))]),
        ("Updates conflated for slow subscribers", "ops", [("conflated", rate("splatlas_gateway_updates_conflated_total"))]),
        ("Frames beyond the credit", "ops", [("overruns", rate("splatlas_gateway_credit_overruns_total"))]),
        ("Robots that are too fast", "ops", [("frames held back", rate("splatlas_gateway_frames_paced_total")), ("captures ended", rate("splatlas_gateway_frames_rate_exceeded_total"))]),
        ("Calls turned away", "ops", [("{{code}}", rate("splatlas_gateway_calls_refused_total", "code"))]),
        ("Internal errors", "ops", [("errors", rate("splatlas_gateway_errors_internal_total"))]),
        ("Requests of the page, p95", "s", [("{{route}}", quantile(0.95, "splatlas_page_request", "route"))]),
    ]),
}


def target(number, legend, expr):
    out = {"refId": chr(65 + number), "datasource": SOURCE, "expr": expr, "legendFormat": legend}
    # Only the steps of frames carry trace ids.
    return {**out, "exemplar": True} if "splatlas_frames_step" in expr else out


def panel(number, title, unit, targets):
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": title,
        "datasource": SOURCE,
        "gridPos": {"h": 7, "w": 8, "x": 8 * (number % 3), "y": 7 * (number // 3)},
        "fieldConfig": {"defaults": {"unit": unit, **({} if unit == "dB" else {"min": 0}), "custom": {"lineWidth": 2, "fillOpacity": 8, "showPoints": "never"}}, "overrides": []},
        "options": {"legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": len(targets) > 1 or "{{" in targets[0][0]}, "tooltip": {"mode": "multi", "sort": "none"}},
        "targets": [target(i, *t) for i, t in enumerate(targets)],
    }


def variable(name, label, kind, query, hide=0):
    out = {"name": name, "label": label, "type": kind, "query": query, "hide": hide, "refresh": 1}
    if kind == "query":
        out["datasource"] = SOURCE
    return out


def dashboard(uid, title, panels):
    return {
        "uid": f"splatlas-{uid}",
        "title": title,
        "tags": ["splatlas"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "refresh": "10s",
        "time": {"from": "now-30m", "to": "now"},
        "templating": {"list": [
            variable("datasource", "Data source", "datasource", "prometheus"),
            variable("job", "Job", "query", "label_values(splatlas_build_info, job)"),
        ]},
        "panels": [panel(i, *p) for i, p in enumerate(panels)],
    }


for uid, (title, panels) in DASHBOARDS.items():
    path = HERE / "dashboards" / f"{uid}.json"
    path.write_text(json.dumps(dashboard(uid, title, panels), indent=1) + "\n")
