"""Cases of firewalls: VPC rules, network and hierarchical policies, who rules speak of."""

from __future__ import annotations

from typing import Final

from cloudguard.network.wiring import INTERNET
from tests.network.cases import Case
from tests.network.google.blocks import (
    DISK,
    EXTERNAL,
    PROJECT,
    PROVIDER,
    ZONE,
    A,
    B,
    above,
    firewall,
    machine,
    network,
    pair,
    policy,
    port,
    resource,
    rule,
)

RULES: Final = "Google Cloud docs, VPC firewall rules"
ORDER: Final = "Google Cloud docs, Evaluation order for firewall policies and rules"
BEFORE: Final = 'network_firewall_policy_enforcement_order = "BEFORE_CLASSIC_FIREWALL"'
ACCOUNTS: Final = resource("google_service_account.app", 'account_id = "app"') + resource(
    "google_service_account.db", 'account_id = "db"'
)

CASES: Final = (
    Case(
        name="implied rules: ingress is denied, within one network too",
        page=f"{RULES}, Implied rules",
        hcl=pair(""),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a rule lets in, the implied rule lets out",
        page=f"{RULES}, Implied rules",
        hcl=pair(firewall("in", "n", port(5432))),
        start=A,
        end=B,
        sure="tcp/5432",
        sources=("10.1.2.0/24",),
        destinations=("10.1.3.0/24",),
    ),
    Case(
        name="what is disabled counts for nothing",
        page=f"{RULES}, Enforcement",
        hcl=pair(firewall("in", "n", port(5432), more="disabled = true")),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="the lower priority number wins over a wider rule",
        page=f"{RULES}, Priority",
        hcl=pair(
            firewall("in", "n", port(22), priority=100)
            + firewall("deny", "n", action="deny", priority=200)
        ),
        start=A,
        end=B,
        sure="tcp/22",
    ),
    Case(
        name="of two rules of one priority the one that denies wins",
        page=f"{RULES}, Priority",
        hcl=pair(
            firewall("in", "n", port("20-25"), priority=500)
            + firewall("deny", "n", port(22), action="deny", priority=500)
        ),
        start=A,
        end=B,
        sure="tcp/20-21, tcp/23-25",
    ),
    Case(
        name="a rule for a target tag does not speak of other machines",
        page=f"{RULES}, Targets for ingress rules",
        hcl=pair(firewall("in", "n", more='target_tags = ["db"]'), b='tags = ["web"]'),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a source tag means the machines of the network that have it",
        page=f"{RULES}, Sources for ingress rules",
        hcl=pair(
            firewall(
                "in", "n", port(443), sources='source_tags = ["app"]', more='target_tags = ["db"]'
            ),
            a='tags = ["app"]',
            b='tags = ["db"]',
        ),
        start=A,
        end=B,
        sure="tcp/443",
    ),
    Case(
        name="a source tag lets no machine without it in",
        page=f"{RULES}, Sources for ingress rules",
        hcl=pair(firewall("in", "n", port(443), sources='source_tags = ["app"]')),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="service accounts as source and target",
        page=f"{RULES}, Source and target filtering by service account",
        hcl=pair(
            ACCOUNTS
            + firewall(
                "in",
                "n",
                port(5432),
                sources="source_service_accounts = [google_service_account.app.email]",
                more="target_service_accounts = [google_service_account.db.email]",
            ),
            a="service_account {\nemail = google_service_account.app.email\nscopes = []\n}",
            b="service_account {\nemail = google_service_account.db.email\nscopes = []\n}",
        ),
        start=A,
        end=B,
        sure="tcp/5432",
    ),
    Case(
        name="a rule for egress denies what ingress lets in",
        page=f"{RULES}, Direction of traffic",
        hcl=pair(
            firewall("in", "n")
            + firewall(
                "out",
                "n",
                port(22),
                action="deny",
                sources='direction = "EGRESS"\ndestination_ranges = ["10.1.3.0/24"]',
            )
        ),
        start=A,
        end=B,
        sure="tcp/0-21, tcp/23-65535, protocols but tcp",
    ),
    Case(
        name="a rule whose ranges are not known passes perhaps",
        page=f"{RULES}, Sources for ingress rules",
        hcl='variable "r" {}\n'
        + pair(firewall("in", "n", port(22), sources="source_ranges = [var.r]")),
        start=A,
        end=B,
        sure="none",
        possible="tcp/22",
        unknown="google_compute_firewall.in",  # they may be those of Identity-Aware Proxy
    ),
    Case(
        name="the default network comes with rules: ssh, rdp, icmp from everywhere",
        page=f"{RULES}, Pre-populated rules in the default network",
        hcl=PROVIDER
        + resource("google_project.p", 'name = "p"\nproject_id = "p"\norg_id = "123456789012"')
        + resource(
            A,
            f'name = "a"\nproject = google_project.p.project_id\n{ZONE}{DISK}'
            'network_interface {\nnetwork = "default"\naccess_config {}\n}',
        ),
        start=INTERNET,
        end=A,
        sure="tcp/22, tcp/3389, icmp",
    ),
    Case(
        name="the default network lets its own subnets in",
        page=f"{RULES}, Pre-populated rules in the default network",
        hcl=PROVIDER
        + resource("google_project.p", 'name = "p"\nproject_id = "p"\norg_id = "123456789012"')
        + "".join(
            resource(
                f"google_compute_instance.{name}",
                f'name = "{name}"\nproject = google_project.p.project_id\n{ZONE}{DISK}'
                'network_interface {\nnetwork = "default"\n}',
            )
            for name in "ab"
        ),
        start=A,
        end=B,
        sure="tcp, udp, icmp",
    ),
    Case(
        name="a VPC rule allows before a network policy denies",
        page=f"{ORDER}, AFTER_CLASSIC_FIREWALL",
        hcl=pair(firewall("in", "n", port(22)) + policy("n", rule("deny", 1))),
        start=A,
        end=B,
        sure="tcp/22",
    ),
    Case(
        name="a network policy denies before a VPC rule allows, in the other order",
        page=f"{ORDER}, BEFORE_CLASSIC_FIREWALL",
        hcl=pair(firewall("in", "n", port(22)) + policy("n", rule("deny", 1)), more=BEFORE),
        start=A,
        end=B,
        sure="none",
    ),
    Case(
        name="a network policy allows what no VPC rule speaks of",
        page=f"{ORDER}, AFTER_CLASSIC_FIREWALL",
        hcl=pair(
            firewall("in", "n", port(22))
            + policy("n", rule("allow", 1, protocol="tcp", ports="443"), rule("deny", 2))
        ),
        start=A,
        end=B,
        sure="tcp/22, tcp/443",
    ),
    Case(
        name="a hierarchical policy denies over a VPC rule and a network policy",
        page=f"{ORDER}, Hierarchical firewall policies",
        hcl=PROJECT
        + pair(
            firewall("in", "n")
            + policy("n", rule("allow", 1))
            + above('"organizations/123456789012"', rule("deny", 1, protocol="tcp", ports="22"))
        ),
        start=A,
        end=B,
        sure="tcp/0-21, tcp/23-65535, protocols but tcp",
    ),
    Case(
        name="goto_next leaves it to the network's rules",
        page="Google Cloud docs, Hierarchical firewall policies, Rule actions",
        hcl=PROJECT
        + pair(
            firewall("in", "n", port("20-30"))
            + above("google_folder.systems.id", rule("goto_next", 1, protocol="tcp", ports="22"))
            + resource(
                "google_compute_firewall_policy_rule.rest",
                "firewall_policy = google_compute_firewall_policy.above.id\n"
                + rule("deny", 2, protocol="tcp"),
            )
        ),
        start=A,
        end=B,
        sure="tcp/22",
    ),
    Case(
        name="a hierarchical policy for another network is not for this one",
        page="Google Cloud docs, Hierarchical firewall policies, Target resources",
        hcl=PROJECT
        + network("other", 9)
        + pair(
            firewall("in", "n", port(22))
            + above(
                '"organizations/123456789012"',
                rule("deny", 1, more="target_resources = [google_compute_network.other.id]"),
            )
        ),
        start=A,
        end=B,
        sure="tcp/22",
    ),
    Case(
        name="of a project that is not in this input nobody knows what is above it",
        page=f"{ORDER}, Hierarchical firewall policies",
        hcl=pair(
            firewall("in", "n", port(22))
            + above('"folders/77"', rule("deny", 1, protocol="tcp", ports="22"))
        ),
        start=A,
        end=B,
        sure="none",
        possible="tcp/22",
    ),
    Case(
        name="what an inspection lets pass is not known",
        page="Google Cloud docs, Firewall policy rules, Action on match",
        hcl=pair(
            policy(
                "n",
                rule(
                    "apply_security_profile_group",
                    1,
                    protocol="tcp",
                    ports="443",
                    more='security_profile_group = "organizations/1/locations/global/'
                    'securityProfileGroups/g"',
                ),
            )
        ),
        start=A,
        end=B,
        sure="none",
        possible="tcp/443",
    ),
    Case(
        name="a secure tag as target",
        page="Google Cloud docs, Secure tags for firewalls",
        hcl=pair(
            resource("google_tags_tag_key.k", 'parent = "organizations/1"\nshort_name = "k"')
            + resource(
                "google_tags_tag_value.db", 'parent = google_tags_tag_key.k.id\nshort_name = "db"'
            )
            + policy(
                "n",
                rule(
                    "allow",
                    1,
                    protocol="tcp",
                    ports="5432",
                    more="target_secure_tags {\nname = google_tags_tag_value.db.id\n}",
                ),
            ),
            b="params {\nresource_manager_tags = {\n(google_tags_tag_key.k.id) = "
            "google_tags_tag_value.db.id\n}\n}",
        ),
        start=A,
        end=B,
        sure="none",
        possible="tcp/5432",
    ),
    Case(
        name="from the Internet to a machine with an external address",
        page="Google Cloud docs, VPC networks, Internet access requirements",
        hcl=PROVIDER
        + network("a", 1)
        + machine("a", interface=EXTERNAL)
        + firewall("in", "a", port(443), sources='source_ranges = ["0.0.0.0/0"]'),
        start=INTERNET,
        end=A,
        sure="tcp/443",
    ),
    Case(
        name="from the Internet nothing reaches a machine without an external address",
        page="Google Cloud docs, VPC networks, Internet access requirements",
        hcl=PROVIDER
        + network("a", 1)
        + machine("a")
        + firewall("in", "a", sources='source_ranges = ["0.0.0.0/0"]'),
        start=INTERNET,
        end=A,
        sure="none",
    ),
)
