"""Rows of clusters and reports as the frozen data callers get."""

from knowledge.emerging.models import Cluster, EmergingReport
from knowledge.emerging.query_codes import shown_code
from knowledge.emerging.views import ClusterView, ReportView


def cluster_view(
    cluster: Cluster, reports_count: int, wanting_count: int, reports: tuple[ReportView, ...] = ()
) -> ClusterView:
    """A cluster with its counts of reports and of those who want to be told."""
    return ClusterView(
        cluster_id=cluster.id,
        claim=cluster.claim,
        status=cluster.status,
        status_label=cluster.status.label,
        report_count=reports_count,
        wants_answer_count=wanting_count,
        first_reported_at=cluster.first_reported_at,
        last_reported_at=cluster.last_reported_at,
        entry_id=cluster.entry_id,
        kind=cluster.kind,
        edition=cluster.edition,
        mention_count=cluster.mention_count,
        asker_count=cluster.asker_count,
        topic=cluster.topic,
        foods=tuple(cluster.foods),
        unit=cluster.unit,
        due_on=cluster.due_on,
        assigned_at=cluster.assigned_at,
        conclusion=cluster.conclusion,
        basis=cluster.basis,
        evidence=cluster.evidence,
        dismissal_reason=cluster.dismissal_reason,
        concluded_by=cluster.concluded_by,
        concluded_at=cluster.concluded_at,
        harm=cluster.harm,
        worthiness=cluster.worthiness,
        is_restricted=cluster.is_restricted,
        restricted_reason=cluster.restricted_reason,
        companies=tuple(cluster.companies),
        company_checked_by=cluster.company_checked_by,
        company_checked_on=cluster.company_checked_on,
        merged_into_id=cluster.merged_into_id,
        returned_entry_id=cluster.returned_entry_id,
        returned_version=cluster.returned_version,
        reopened_count=cluster.reopened_count,
        created_at=cluster.created_at,
        reports=reports,
    )


def report_view(report: EmergingReport) -> ReportView:
    """A report, with its code as it is shown."""
    return ReportView(
        report_id=report.id,
        cluster_id=report.cluster_id,
        claim=report.claim,
        query_code=shown_code(report.query_code),
        where_seen=report.where_seen,
        wants_answer=report.wants_answer,
        created_at=report.created_at,
        text=report.text,
        channel=report.channel,
        kind=report.kind,
        worthiness=report.worthiness,
        mention_count=report.mention_count,
        sub_district=report.sub_district,
        is_pinned=report.is_pinned,
    )
