"""Reading the IAM of an AWS account: who is there, what each may do, and what runs with a role."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cloudguard import roster, run
from cloudguard.providers.aws import PACKAGE, api, collect
from cloudguard.reports.chains import state
from cloudguard.sources import snapshot
from cloudguard.sources.snapshot import Held, Snapshot
from tests.mock_aws import ACCOUNT, REGION, MockAws

CANARY = "canary-4f1d8e"
IAM = f"arn:aws:iam::{ACCOUNT}"
TYPES = sorted(PACKAGE.principals)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def document(action: str = "*", **more: Any) -> dict[str, Any]:
    """Return a policy of one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"} | more
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(principal: dict[str, str]) -> dict[str, Any]:
    """Return who may assume a role."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"Version": "2012-10-17", "Statement": [statement]}


def of(found: Snapshot, type_: str) -> dict[str, Held]:
    """Return the resources of a type by what their ids end with."""
    ended = (held for held in found.resources if held.type == type_)
    return {held.id.partition(f"{ACCOUNT}:")[2] or held.id: held for held in ended}


class TestOverHttp:
    """Against moto: what is told is what was put."""

    def test_users_groups_roles_and_policies(self, aws: MockAws) -> None:  # noqa: PLR0915  # a table
        iam = aws.client("iam")
        odd = document("s3:Get*", Condition={"StringLike": {"aws:PrincipalTag/部署": "情報*"}})
        pair = [{"Key": "Contract", "Value": "C1"}]
        bound = iam.create_policy(PolicyName="bound", PolicyDocument=json.dumps(document("s3:*")))
        bound_arn = bound["Policy"]["Arn"]
        own = iam.create_policy(
            PolicyName="own", Path="/team/", PolicyDocument=json.dumps(document())
        )["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=own, PolicyDocument=json.dumps(odd), SetAsDefault=True)
        iam.create_user(UserName="taro", Path="/div/", Tags=pair)  # moto knows no boundary of users
        iam.create_login_profile(UserName="taro", Password=CANARY)
        iam.put_user_policy(UserName="taro", PolicyName="p", PolicyDocument=json.dumps(odd))
        iam.attach_user_policy(UserName="taro", PolicyArn=own)
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
        iam.enable_mfa_device(
            UserName="taro", SerialNumber=device["SerialNumber"],
            AuthenticationCode1="123456", AuthenticationCode2="654321",
        )  # fmt: skip
        made = [iam.create_access_key(UserName="taro")["AccessKey"] for _ in range(2)]
        old = made[1]["AccessKeyId"]
        iam.update_access_key(UserName="taro", AccessKeyId=old, Status="Inactive")
        iam.create_user(UserName="hanako")
        iam.create_group(GroupName="staff")
        iam.add_user_to_group(GroupName="staff", UserName="hanako")
        iam.put_group_policy(
            GroupName="staff", PolicyName="g", PolicyDocument=json.dumps(document("iam:*"))
        )
        iam.attach_group_policy(GroupName="staff", PolicyArn=own)
        admits = trust({"Service": "lambda.amazonaws.com"})
        iam.create_role(
            RoleName="runner", AssumeRolePolicyDocument=json.dumps(admits),
            PermissionsBoundary=bound_arn, Tags=pair,
        )  # fmt: skip
        iam.put_role_policy(RoleName="runner", PolicyName="r", PolicyDocument=json.dumps(odd))
        iam.attach_role_policy(RoleName="runner", PolicyArn=own)
        iam.create_instance_profile(InstanceProfileName="profile")
        iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="runner")
        iam.create_saml_provider(Name="idp", SAMLMetadataDocument=CANARY * 100)
        iam.create_open_id_connect_provider(
            Url="https://token.example.jp", ThumbprintList=["a" * 40], ClientIDList=["sts"]
        )

        types = [name for name in TYPES if name.startswith("aws_iam")]
        found = collect.collect([REGION], types, aws.url)
        assert [call.call for call in found.gaps] == ["iam:ListSAMLProviderTags"]  # moto lacks it
        users = of(found, "aws_iam_user")
        taro, hanako = users["user/div/taro"], users["user/hanako"]
        assert taro.values["permissions_boundary"] == ""
        assert (taro.values["tags"], hanako.values["tags"]) == ({"Contract": "C1"}, {})
        assert (taro.facts["console"], hanako.facts["console"]) == (True, False)
        assert (taro.facts["mfa_devices"], hanako.facts["mfa_devices"]) == (1, 0)
        assert (taro.facts["access_keys"], hanako.facts["access_keys"]) == (1, 0)
        assert taro.facts["password_last_used"] == "never"  # moto knows of no sign-in
        keys = of(found, "aws_iam_access_key")
        states = {name.rpartition("/")[2]: key.values["status"] for name, key in keys.items()}
        assert states == {made[0]["AccessKeyId"]: "Active", old: "Inactive"}
        assert {key.facts["last_used"] for key in keys.values()} == {"never"}
        inline = of(found, "aws_iam_user_policy")["user/div/taro/p"].values
        assert (inline["user"], inline["name"], json.loads(inline["policy"])) == ("taro", "p", odd)
        attached = of(found, "aws_iam_user_policy_attachments_exclusive")
        assert attached["user/div/taro/attached"].values["policy_arns"] == [own]
        assert attached["user/hanako/attached"].values["policy_arns"] == []
        groups = of(found, "aws_iam_user_group_membership")
        assert groups["user/hanako/groups"].values["groups"] == ["staff"]
        assert groups["user/div/taro/groups"].values["groups"] == []
        of_group = of(found, "aws_iam_group_policy")["group/staff/g"].values
        assert (of_group["group"], json.loads(of_group["policy"])) == ("staff", document("iam:*"))
        attached = of(found, "aws_iam_group_policy_attachments_exclusive")
        assert attached["group/staff/attached"].values["policy_arns"] == [own]
        role = of(found, "aws_iam_role")["role/runner"]
        assert json.loads(role.values["assume_role_policy"]) == admits
        assert role.values["managed_policy_arns"] == [own]
        assert [(p["name"], json.loads(p["policy"])) for p in role.values["inline_policy"]] == [
            ("r", odd)
        ]
        assert role.values["permissions_boundary"] == bound_arn
        assert role.values["tags"] == {"Contract": "C1"}
        policy = of(found, "aws_iam_policy")["policy/team/own"]
        assert json.loads(policy.values["policy"]) == odd  # of the default version
        assert "provided" not in policy.facts
        profile = of(found, "aws_iam_instance_profile")["instance-profile/profile"]
        assert profile.values["role"] == "runner"
        assert list(of(found, "aws_iam_saml_provider")) == ["saml-provider/idp"]
        (oidc,) = of(found, "aws_iam_openid_connect_provider").values()
        assert oidc.values["url"].endswith("token.example.jp")
        assert oidc.values["client_id_list"] == ["sts"]
        (root,) = of(found, "aws_iam_account_summary").values()
        assert (root.id, root.facts["root_mfa"]) == (f"{IAM}:root", False)
        assert CANARY not in msgspec.json.encode(found).decode()
        settings = {held.type for held in found.resources if held.setting}
        assert not settings & {"aws_iam_user", "aws_iam_access_key", "aws_iam_role"}

    def test_what_runs_with_a_role_and_nothing_of_what_it_is_given(self, aws: MockAws) -> None:
        admits = trust({"Service": "lambda.amazonaws.com"})
        role = aws.client("iam").create_role(
            RoleName="runner", AssumeRolePolicyDocument=json.dumps(admits)
        )["Role"]["Arn"]
        aws.client("lambda").create_function(
            FunctionName="f", Role=role, Handler="a.b", Runtime="python3.13",
            Code={"ZipFile": b"x"}, Environment={"Variables": {"PASSWORD": CANARY}},
        )  # fmt: skip
        aws.client("codebuild").create_project(
            name="build", serviceRole=role, source={"type": "S3", "location": "b/k"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER", "image": "i", "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": [{"name": "PASSWORD", "value": CANARY}],
            },
        )  # fmt: skip
        types = ["aws_lambda_function", "aws_codebuild_project"]  # others take long to be played
        found = collect.collect([REGION], types, aws.url)
        assert found.gaps == []
        told = {held.type: held.values for held in found.resources}
        assert told["aws_lambda_function"]["role"] == role
        assert told["aws_codebuild_project"]["service_role"] == role
        assert CANARY not in msgspec.json.encode(found).decode()


class RefusedError(Exception):
    """An error as botocore raises it."""

    def __init__(self, code: str) -> None:
        self.response = {"Error": {"Code": code, "Message": CANARY}}


class Client:
    """A client of one service that answers from a table."""

    def __init__(self, service: str, answers: dict[str, Any], asked: Counter[str]) -> None:
        self.service, self.answers, self.asked = service, answers, asked
        self.meta = self
        self.method_to_api_mapping: dict[str, str] = {}

    def can_paginate(self, operation: str) -> bool:
        return False  # then tokens are followed as they come

    def __getattr__(self, operation: str) -> Any:
        def answer(**given: Any) -> Any:
            call = f"{self.service}.{operation}"
            self.asked[call] += 1
            found = self.answers.get(call, {})
            if callable(found):
                found = found(**given)
            if isinstance(found, Exception):
                raise found
            return found

        return answer


class Table(api.Cloud):
    """An AWS that answers from a table, without any HTTP."""

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__(_Boto, None)
        self.account, self.answers, self.asked = ACCOUNT, answers, Counter[str]()

    def client(self, service: str, region: str) -> Any:
        return Client(service, self.answers, self.asked)


class _Boto:
    """What stands for boto3."""

    __version__ = "0"

    class session:  # noqa: N801  # boto3 calls it so
        class Session:
            region_name = None

            def get_available_regions(self, service: str, partition: str) -> list[str]:
                return ["us-east-1"] if service == "apprunner" else []


def details(**lists: Any) -> Any:
    """Answer GetAccountAuthorizationDetails, one item on each page."""
    names = {
        "User": "UserDetailList", "Role": "RoleDetailList", "Group": "GroupDetailList",
        "LocalManagedPolicy": "Policies", "AWSManagedPolicy": "Policies",
    }  # fmt: skip

    def answer(Filter: list[str], Marker: str = "0") -> dict[str, Any]:  # noqa: N803
        (kind,) = Filter
        items, at = lists[kind], int(Marker)
        more = {"Marker": str(at + 1)} if at + 1 < len(items) else {}
        return {names[kind]: items[at : at + 1], "IsTruncated": bool(more), **more}

    return answer


def user(name: str, **more: Any) -> dict[str, Any]:
    """Return a user as the API details it."""
    lists = ("UserPolicyList", "GroupList", "AttachedManagedPolicies")
    told: dict[str, Any] = {name: [] for name in lists}
    return (
        {"UserName": name, "Arn": f"{IAM}:user/{name}", "Path": "/", "UserId": name}
        | {"CreateDate": MADE}
        | told
        | more
    )


def attached(*arns: str) -> list[dict[str, str]]:
    """Return policies as attached ones are told."""
    return [{"PolicyArn": arn, "PolicyName": arn.rpartition("/")[2]} for arn in arns]


def policy(arn: str, made: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a managed policy as the API details it."""
    versions = [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": document("none:None")},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": made},
    ]
    name = arn.rpartition("/")[2]
    counts = {"AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0}
    return (
        {"Arn": arn, "PolicyName": name, "Path": "/", "PolicyVersionList": versions} | counts | more
    )


MADE = "2026-01-01T00:00:00+00:00"
BOUND = f"{IAM}:policy/bound"
READ = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


def account() -> dict[str, Any]:
    """Return the answers of an account with an administrator without a second factor."""
    role = {
        "RoleName": "runner", "Arn": f"{IAM}:role/runner", "Path": "/", "RoleId": "AROA",
        "AssumeRolePolicyDocument": trust({"Service": "lambda.amazonaws.com"}),
    }  # fmt: skip
    own = {
        "RolePolicyList": [{"PolicyName": "all", "PolicyDocument": document()}],
        "AttachedManagedPolicies": [], "RoleLastUsed": {"LastUsedDate": "2026-11-01T00:00:00Z"},
    }  # fmt: skip
    users = [
        user("boss", AttachedManagedPolicies=attached(ADMINISTRATOR)),
        user("clerk", GroupList=["staff"]),
        user("robot", AttachedManagedPolicies=attached(ADMINISTRATOR)),
        user(
            "bound", UserPolicyList=[{"PolicyName": "p", "PolicyDocument": document()}],
            PermissionsBoundary={"PermissionsBoundaryArn": BOUND},
        ),
    ]  # fmt: skip
    group = {
        "GroupName": "staff", "Arn": f"{IAM}:group/staff", "Path": "/", "GroupId": "AGPA",
        "GroupPolicyList": [], "AttachedManagedPolicies": attached(READ),
    }  # fmt: skip
    signed_in = {"boss": {"PasswordLastUsed": "2026-11-02T00:00:00Z"}}
    names = ("UserName", "Arn", "Path", "UserId", "CreateDate")
    listed = [{n: u[n] for n in names} | signed_in.get(u["UserName"], {}) for u in users]

    def profile(UserName: str) -> Any:  # noqa: N803
        told = {"LoginProfile": {"UserName": UserName}}
        return RefusedError("NoSuchEntity") if UserName == "robot" else told

    def keys(UserName: str) -> Any:  # noqa: N803
        made = [
            {"UserName": UserName, "AccessKeyId": f"AKIA{n}", "Status": state, "CreateDate": MADE}
            for n, state in enumerate(["Active", "Inactive"])
        ]
        return {"AccessKeyMetadata": made if UserName == "boss" else []}

    def used(AccessKeyId: str) -> Any:  # noqa: N803
        last = {"LastUsedDate": "2026-11-03T00:00:00Z"} if AccessKeyId == "AKIA0" else {}
        return {"UserName": "boss", "AccessKeyLastUsed": last | {"ServiceName": "s3"}}

    function = {"FunctionName": "f", "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"}
    instance = {
        "InstanceId": "i-1", "State": {"Name": "running"},
        "IamInstanceProfile": {"Arn": f"{IAM}:instance-profile/path/profile"},
    }  # fmt: skip
    disks = [
        {"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": True, "KmsKeyId": "alias/own"}},
        {"DeviceName": "/dev/sdb", "NoDevice": ""},
    ]
    template = {
        "LaunchTemplateId": "lt-1", "LaunchTemplateName": "lt", "VersionNumber": 2,
        "LaunchTemplateData": {"BlockDeviceMappings": disks, "UserData": CANARY},
    }  # fmt: skip
    machine = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m"
    log = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:m:*"
    task = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/task:3"
    job = f"arn:aws:batch:{REGION}:{ACCOUNT}:job-definition/j:1"
    service = f"arn:aws:apprunner:{REGION}:{ACCOUNT}:service/s/1"
    stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/s/1"
    parameter = {"ParameterKey": "Password", "ParameterValue": CANARY}
    counts = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}
    return {
        "iam.list_users": {"Users": listed},
        "iam.list_roles": {"Roles": [role]},
        "iam.get_account_authorization_details": details(
            User=users, Role=[role | own], Group=[group], LocalManagedPolicy=[
                policy(BOUND, document("s3:*")), policy(f"{IAM}:policy/idle", document()),
            ], AWSManagedPolicy=[
                policy(ADMINISTRATOR, document()), policy(READ, document("s3:List*")),
                policy("arn:aws:iam::aws:policy/Idle", document(), AttachmentCount=0),
            ],
        ),
        "iam.get_login_profile": profile,
        "iam.list_mfa_devices": {"MFADevices": []},
        "iam.list_access_keys": keys,
        "iam.get_access_key_last_used": used,
        "iam.get_account_summary": {"SummaryMap": counts},
        "iam.list_instance_profiles": {"InstanceProfiles": [
            {"InstanceProfileName": "profile", "Arn": f"{IAM}:instance-profile/path/profile",
             "Path": "/path/", "Roles": [role]},
        ]},
        "lambda.list_functions": {"Functions": [
            function | {
                "Role": role["Arn"], "Environment": {"Variables": {"P": CANARY}},
                "LoggingConfig": {"LogGroup": "own", "LogFormat": "JSON"},
            }
        ]},
        "ecs.list_task_definitions": {"taskDefinitionArns": [task]},
        "ecs.describe_task_definition": {"taskDefinition": {
            "taskRoleArn": role["Arn"], "family": "task",
            "containerDefinitions": [{"environment": [{"name": "P", "value": CANARY}]}],
        }},
        "batch.describe_job_definitions": {"jobDefinitions": [
            {"jobDefinitionName": "j", "jobDefinitionArn": job, "containerProperties": {
                "jobRoleArn": role["Arn"], "environment": [{"name": "P", "value": CANARY}],
            }}
        ]},
        "glue.get_jobs": {"Jobs": [
            {"Name": "job", "Role": "runner", "DefaultArguments": {"--password": CANARY}}
        ]},
        "glue.get_dev_endpoints": {"DevEndpoints": [
            {"EndpointName": "dev", "RoleArn": role["Arn"], "Arguments": {"P": CANARY}}
        ]},
        "sagemaker.list_notebook_instances": {"NotebookInstances": [
            {"NotebookInstanceName": "book", "NotebookInstanceStatus": "InService",
             "NotebookInstanceArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/book"}
        ]},
        "sagemaker.describe_notebook_instance": {"RoleArn": role["Arn"]},
        "apprunner.list_services": {"ServiceSummaryList": [
            {"ServiceArn": service, "ServiceName": "s", "Status": "RUNNING"}
        ]},
        "apprunner.describe_service": {"Service": {
            "InstanceConfiguration": {"InstanceRoleArn": role["Arn"]},
            "SourceConfiguration": {"ImageRepository": {"ImageConfiguration": {
                "RuntimeEnvironmentVariables": {"P": CANARY}
            }}},
        }},
        "cloudformation.describe_stacks": {"Stacks": [
            {"StackId": stack, "StackName": "s", "StackStatus": "CREATE_COMPLETE",
             "RoleARN": role["Arn"], "Parameters": [parameter], "Outputs": [parameter]}
        ]},
        "stepfunctions.list_state_machines": {"stateMachines": [
            {"stateMachineArn": machine, "name": "m"}
        ]},
        "stepfunctions.describe_state_machine": {
            "roleArn": role["Arn"], "definition": CANARY,
            "loggingConfiguration": {"level": "ALL", "destinations": [
                {"cloudWatchLogsLogGroup": {"logGroupArn": log}}
            ]},
        },
        "ec2.describe_instances": {"Reservations": [{"Instances": [instance]}]},
        "ec2.describe_launch_template_versions": {"LaunchTemplateVersions": [template]},
    }  # fmt: skip


def taken(
    monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any], types: list[str] = TYPES
) -> tuple[Snapshot, Counter[str]]:
    """Return what is collected of answers, and how often each operation was asked."""
    cloud = Table(answers)
    monkeypatch.setattr(api.Cloud, "reached", lambda _endpoint: cloud)
    return collect.collect([REGION], types), cloud.asked


class TestByTable:
    """Without HTTP: what moto lacks, and what is denied."""

    def test_what_the_api_tells_beside_terraform(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found, asked = taken(monkeypatch, account())
        assert found.gaps == []
        users = of(found, "aws_iam_user")
        boss, bound, robot = (users[f"user/{name}"] for name in ("boss", "bound", "robot"))
        assert boss.facts["password_last_used"] == "2026-11-02T00:00:00Z"
        assert (boss.facts["console"], robot.facts["console"]) == (True, False)
        assert boss.facts["access_keys"] == 1  # the other is inactive
        assert bound.values["permissions_boundary"] == BOUND
        uses = {
            h.values["id"]: h.facts["last_used"] for h in of(found, "aws_iam_access_key").values()
        }
        assert uses == {"AKIA0": "2026-11-03T00:00:00Z", "AKIA1": "never"}
        (role,) = of(found, "aws_iam_role").values()
        assert role.facts["last_used"] == "2026-11-01T00:00:00Z"
        (root,) = of(found, "aws_iam_account_summary").values()
        assert root.facts == {"root_mfa": True, "root_access_keys": False, "root_password": True}
        (machine,) = of(found, "aws_instance").values()
        assert machine.values["iam_instance_profile"] == "profile"
        told = {held.type: held.values for held in found.resources}
        roles = {
            "aws_glue_job": "role_arn", "aws_glue_dev_endpoint": "role_arn",
            "aws_sagemaker_notebook_instance": "role_arn", "aws_sfn_state_machine": "role_arn",
            "aws_cloudformation_stack": "iam_role_arn", "aws_lambda_function": "role",
            "aws_ecs_task_definition": "task_role_arn",
        }  # fmt: skip
        named = {type_: told[type_][name].rpartition("/")[2] for type_, name in roles.items()}
        assert named == dict.fromkeys(roles, "runner")
        batch = json.loads(told["aws_batch_job_definition"]["container_properties"])
        assert batch == {"jobRoleArn": role.id}
        (service,) = told["aws_apprunner_service"]["instance_configuration"]
        assert service["instance_role_arn"] == role.id
        (logs,) = told["aws_sfn_state_machine"]["logging_configuration"]
        assert (logs["level"], logs["log_destination"][-2:]) == ("ALL", ":*")
        (logs,) = told["aws_lambda_function"]["logging_config"]
        assert logs["log_group"] == "own"
        root_disk, hidden = told["aws_launch_template"]["block_device_mappings"]
        assert (root_disk["ebs"][0]["encrypted"], root_disk["no_device"]) == (True, None)
        assert (hidden["ebs"], hidden["no_device"]) == ([], "true")
        provided = {h.id: h.facts.get("provided") for h in of(found, "aws_iam_policy").values()}
        assert provided == {
            ADMINISTRATOR: True,
            READ: True,
            BOUND: None,
            f"{IAM}:policy/idle": None,
        }
        assert CANARY not in msgspec.json.encode(found).decode()
        # Every page of each filter once, for however many types; what is of one user once a user.
        assert asked["iam.get_account_authorization_details"] == 4 + 1 + 1 + 2 + 3
        assert asked["iam.list_access_keys"] == asked["iam.get_login_profile"] == 4
        assert sum(call.calls for call in found.ledger if "list_access_keys" in call.call) == 4

    def test_one_call_tells_of_all_and_few_of_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = account()
        users = [user(f"u{n}") for n in range(20)]
        roles = [
            {"RoleName": f"r{n}", "Arn": f"{IAM}:role/r{n}", "Path": "/", "RoleId": f"AROA{n}"}
            for n in range(100)
        ]
        answers |= {
            "iam.list_users": {"Users": users},
            "iam.list_roles": {"Roles": roles},
            "iam.get_account_authorization_details": lambda **_: {
                "UserDetailList": users, "RoleDetailList": roles, "Policies": []
            },
        }  # fmt: skip
        types = [name for name in TYPES if name.startswith("aws_iam")]
        found, asked = taken(monkeypatch, answers, types)
        assert len(of(found, "aws_iam_role")) == 100
        of_all = 1 + 1 + 5 + 1 + 3  # users, roles, details of five kinds, summary, what admits
        of_each_user = 3  # a password, devices, keys
        tags = 1
        assert asked.total() == of_all + 20 * of_each_user + tags
        assert sum(call.calls for call in found.ledger) == asked.total()

    def test_what_is_denied_is_not_read_and_what_is_absent_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = account() | {
            "iam.get_account_authorization_details": RefusedError("AccessDenied")
        }
        found, asked = taken(monkeypatch, answers)
        assert asked["iam.get_account_authorization_details"] == 5  # nobody asks again
        users = of(found, "aws_iam_user")  # the lists tell who is there
        assert len(users) == 4
        assert not {"tags", "permissions_boundary"} & set(users["user/boss"].values)
        assert users["user/boss"].facts["console"] is True
        (role,) = of(found, "aws_iam_role").values()
        assert not {"managed_policy_arns", "inline_policy", "tags"} & set(role.values)
        assert json.loads(role.values["assume_role_policy"])
        for type_ in ("aws_iam_user_policy", "aws_iam_group", "aws_iam_policy"):
            assert "AccessDenied" in str(found.unread(type_, None))
        assert found.unread("aws_iam_user", None) is None
        refusals = {
            "iam.get_login_profile": "console", "iam.list_mfa_devices": "mfa_devices",
            "iam.list_access_keys": "access_keys",
        }  # fmt: skip
        for call, fact in refusals.items():
            found, _ = taken(monkeypatch, account() | {call: RefusedError("AccessDenied")})
            for held in of(found, "aws_iam_user").values():
                assert fact not in held.facts, call
            assert found.gaps

    def test_a_user_of_whom_the_details_do_not_tell_is_not_one_without_policies(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = account()  # one was made between the two calls
        answers["iam.list_users"]["Users"].append(user("new") | {"CreateDate": "2026-11-21"})
        found, _ = taken(monkeypatch, answers)
        new = of(found, "aws_iam_user")["user/new"]
        assert "permissions_boundary" not in new.values
        assert "user/new/attached" not in of(found, "aws_iam_user_policy_attachments_exclusive")

    def test_a_service_that_a_region_does_not_have_is_no_gap(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class EndpointConnectionError(Exception):
            pass

        nobody = EndpointConnectionError()
        answers = {"apprunner.list_services": nobody, "lambda.list_functions": nobody}
        types = ["aws_apprunner_service", "aws_lambda_function"]
        found, _ = taken(monkeypatch, account() | answers, types)
        whys = {call.type: (call.complete, call.why) for call in found.ledger}
        assert whys["aws_apprunner_service"] == (True, api.NOT_OFFERED)
        assert whys["aws_lambda_function"] == (False, "unreachable")


LISTS = {
    "user": "iam.list_users",
    "role": "iam.list_roles",
    "root": "iam.get_account_summary",
}


def kind(arn: str) -> str:
    return arn.rpartition(":")[2].partition("/")[0]


class Judged:
    """What `admins` makes of a snapshot: how surely each has power, and what is missing."""

    def __init__(self, found: Snapshot, folder: Path) -> None:
        file = folder / "snapshot.json"
        file.write_bytes(msgspec.json.encode(found))
        with roster.roster([str(file)], run.Options(), "en") as read:
            self.states = {
                holder.principal.id: {state(chain) for chain in holder.chains}
                for holder in read.holders
            }
            self.unread = " ".join(each["en"] for each in read.unread)


class TestPowers:
    """Who is an administrator of a live account."""

    def test_an_administrator_is_found(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        found, _ = taken(monkeypatch, account())
        told = Judged(found, tmp_path)
        assert told.states[f"{IAM}:user/boss"] == {"not_enforced"}
        assert f"{IAM}:role/runner" in told.states
        assert f"{IAM}:user/clerk" not in told.states  # may view, by a group
        assert f"{IAM}:user/bound" not in told.states  # the boundary holds
        assert f"{IAM}:user/robot" not in told.states  # nobody can sign in as it
        assert "policies of the organisation" in next(snapshot.notes(found))["en"]

    def test_what_can_be_changed_by_whom_becomes_its_role(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        answers = account()
        details = answers["iam.get_account_authorization_details"]
        writes = {"PolicyName": "w", "PolicyDocument": document("lambda:UpdateFunctionCode")}

        def answer(**given: Any) -> Any:
            page = details(**given)
            for each in page.get("UserDetailList", ()):
                if each["UserName"] == "clerk":
                    each["UserPolicyList"] = [writes]
            return page

        answers["iam.get_account_authorization_details"] = answer
        found, _ = taken(monkeypatch, answers)
        assert f"{IAM}:user/clerk" in Judged(found, tmp_path).states

    def test_whatever_is_denied_nobody_gets_safer_and_the_gap_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        found, asked = taken(monkeypatch, account())
        whole = Judged(found, tmp_path)
        listing = {
            "iam.list_users": "user", "iam.list_roles": "role", "iam.get_account_summary": "root",
        }  # fmt: skip
        for call in sorted(asked):
            found, _ = taken(monkeypatch, account() | {call: RefusedError("AccessDenied")})
            told = Judged(found, tmp_path)
            assert call.replace(".", ":") in told.unread
            lost = {
                id_.split(":")[5].partition("/")[0] for id_ in whole.states.keys() - told.states
            }
            assert lost <= {listing.get(call)}, call  # without a list nobody knows who is there
            # Who is listed does not vanish with what was not told of him.
            lost = {id_ for id_ in whole.states if call != LISTS[kind(id_)]} - told.states.keys()
            assert not lost, (call, lost)
            for id_, states in told.states.items():
                assert states <= whole.states.get(id_, set()) | {"undetermined"}, (call, id_)
            assert "AccessDenied" in told.unread
