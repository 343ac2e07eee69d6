"""Whether requests are allowed, step by step as AWS decides it.

IAM User Guide, "Policy evaluation logic" and "How AWS enforcement code logic evaluates requests to
allow or deny access": an explicit deny in any policy decides; then every service control policy
of every level, the boundary and the session policy must allow, and an identity policy must too.
An unknown deny never protects: what may be denied is possible, but not sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cloudguard.providers.aws.identity import actions, networks
from cloudguard.providers.aws.identity.conditions import Alternatives, Context, elsewhere
from cloudguard.providers.aws.identity.globs import ANY, FRESH, NO, YES, Both, filled, meets
from cloudguard.providers.aws.identity.policies import Policy, Statement

_LONG = FRESH * 3


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Policies of one kind, one of which must allow: of an identity, its boundary, one level."""

    policies: tuple[Policy, ...]
    may_be_wider: bool = False
    """Whether a policy that this input does not show may allow more."""
    kind: str = "identity"


@dataclass(slots=True, eq=False)
class Session:
    """Somebody signed in: the policies that bind him, what his requests tell, his variables."""

    layers: tuple[Layer, ...]
    context: Context
    names: Mapping[str, str]
    denials: tuple[Policy, ...] = ()
    """Policies of which only the denials count."""
    _place: Context | None = None
    _uniform: dict[str, bool] = field(default_factory=dict)
    _met: dict[tuple[int, tuple[tuple[str, Alternatives], ...]], Both] = field(default_factory=dict)

    def possible(self) -> int:
        """Return every action that may be allowed on something: quick, and never too few."""
        found = actions.everything()
        for layer in self.layers:
            if layer.may_be_wider:
                continue
            here = 0
            for policy in layer.policies:
                here |= self._possible(policy) if policy.personal else policy.possible
            found &= here
        return found

    def _possible(self, policy: Policy) -> int:
        found = 0
        for statement in policy.statements:
            if statement.allows and self._conditions(statement, None).possible:
                found |= statement.possible
        return found

    def uniform(self, action: str) -> bool:
        """Tell whether an action is surely allowed on whatever there is."""
        if action not in self._uniform:
            alike = not self.denies(action) and self.may(action, _LONG).sure
            self._uniform[action] = alike
        return self._uniform[action]

    def may(
        self, action: str, resource: str, extra: Mapping[str, Alternatives] | None = None
    ) -> Both:
        """Tell whether an action on a resource is allowed; `extra` are keys of this request."""
        wanted = actions.bit(action)
        denied = self._any(self._all(), wanted, resource, extra, denying=True)
        if denied.sure:
            return NO
        found = YES
        for layer in self.layers:
            here = self._any(layer.policies, wanted, resource, extra, denying=False)
            found &= here | Both(sure=False, possible=layer.may_be_wider)
            if not found.possible:
                return NO
        return found & ~denied

    def granted(self, action: str, resource: str, skip: frozenset[str]) -> Both:
        """Tell whether what a resource's own policy grants is left: kinds in `skip` do not count.

        "Policy evaluation logic", resource-based policies: a user or role that is named itself
        needs no identity policy; a user no boundary either.
        """
        found = ~self._any(self._all(), actions.bit(action), resource, None, denying=True)
        for layer in self.layers:
            if layer.kind not in skip:
                here = self._any(layer.policies, actions.bit(action), resource, None, denying=False)
                found &= here | Both(sure=False, possible=layer.may_be_wider)
        return found

    def named(self, action: str, *, fresh: bool = False) -> Iterator[str]:
        """Yield the patterns that an identity policy allows an action on.

        With `fresh` each is turned into one resource that nothing else is called by.
        """
        wanted = actions.bit(action)
        for layer in self.layers[:1]:
            for _, statement in self._statements(layer.policies):
                if not statement.allows or not statement.possible & wanted:
                    continue
                patterns = ("*",) if statement.but else statement.patterns(self.names)
                for pattern in patterns:
                    yield filled(pattern.replace(ANY, "*"), _LONG) if fresh else pattern

    def denies(self, action: str) -> bool:
        """Tell whether anything may deny an action."""
        wanted = actions.bit(action)
        each = self._statements(self._all())
        return any(statement.denies and statement.possible & wanted for _, statement in each)

    def somewhere(
        self, action: str, form: str, extra: Mapping[str, Alternatives] | None = None
    ) -> Both:
        """Tell whether an action is allowed on any resource of a form such as `arn:…:function:*`.

        Held against one resource for each pattern that is allowed: one that no denial names but
        by a wildcard.
        """
        found = NO
        for candidate in dict.fromkeys(self._candidates(action, form)):
            found |= self.may(action, candidate, extra)
            if found.sure:
                return found
        return found

    def everything(self) -> Both:
        """Tell whether every action on any resource is allowed."""
        sure, possible = self._anywhere()
        whole = actions.everything()
        return Both(sure == whole, possible == whole)

    def most(self) -> Both:
        """Tell whether most actions on any resource are allowed: none is denied, or a few are."""
        half = actions.everything().bit_count() // 2
        sure, possible = self._anywhere(somewhere=True)
        return Both(sure.bit_count() > half, possible.bit_count() > half)

    def _anywhere(self, *, somewhere: bool = False) -> tuple[int, int]:
        """Return the actions that are surely, and possibly, allowed on any resource.

        With `somewhere`, from some place, in some region or at some hour.
        """
        anything = filled("*", _LONG)
        sure = possible = actions.everything()
        for layer in self.layers:
            sure_here = possible_here = 0
            for policy, statement in self._statements(layer.policies):
                if statement.allows:
                    met = statement.on(anything, self.names) & self._conditions(statement, None)
                    if met.sure and statement.exact and policy.certain:
                        sure_here |= statement.sure
                    if met.possible:
                        possible_here |= statement.possible
            sure &= sure_here
            possible &= actions.everything() if layer.may_be_wider else possible_here
        for policy, statement in self._statements(self._all()):
            if statement.denies:
                met = statement.on(anything, self.names) & self._conditions(statement, None)
                if met.sure and statement.exact and policy.certain:
                    possible &= ~statement.sure
                passes = somewhere and not met.sure and elsewhere(statement.condition)
                if met.possible and not passes:
                    sure &= ~statement.possible
        return sure, possible

    def _all(self) -> Iterator[Policy]:
        for layer in self.layers:
            yield from layer.policies
        yield from self.denials

    @staticmethod
    def _statements(policies: Iterable[Policy]) -> Iterator[tuple[Policy, Statement]]:
        return ((policy, statement) for policy in policies for statement in policy.statements)

    def _any(
        self,
        policies: Iterable[Policy],
        wanted: int,
        resource: str,
        extra: Mapping[str, Alternatives] | None,
        *,
        denying: bool,
    ) -> Both:
        found = NO
        for policy, statement in self._statements(policies):
            if not (statement.denies if denying else statement.allows):
                continue
            if not statement.possible & wanted:
                continue
            met = statement.on(resource, self.names) & self._conditions(statement, extra)
            exact = statement.exact and policy.certain and bool(statement.sure & wanted)
            found |= met & Both(exact, possible=True)
            if found.sure:
                break
        return found

    def _conditions(self, statement: Statement, extra: Mapping[str, Alternatives] | None) -> Both:
        if statement.condition is None:
            return YES
        key = (id(statement), tuple(extra.items()) if extra else ())
        if (known := self._met.get(key)) is None:
            context = {**self.context, **extra} if extra else self.context
            known = statement.met(context, self.names)
            if statement.exact and networks.asks(statement.condition):
                known = self._there(statement, context, known)
            self._met[key] = known
        return known

    def _there(self, statement: Statement, context: Context, anywhere: Both) -> Both:
        """Tell whether conditions are met at the best place to ask from, or at any.

        What is allowed there is sure, what is denied there is possible.
        """
        if self._place is None:
            every = (each for _, each in self._statements(self._all()))
            self._place = networks.best(every, self.context, self.names) or {}
        if not self._place:
            return anywhere
        there = statement.met({**context, **self._place}, self.names)
        if statement.denies:
            return Both(anywhere.sure, there.possible)
        return Both(there.sure, anywhere.possible)

    def _candidates(self, action: str, form: str) -> Iterator[str]:
        wanted = actions.bit(action)
        yield filled(form, _LONG)
        layers: Sequence[Layer] = self.layers
        for layer in layers:
            for _, statement in self._statements(layer.policies):
                if not statement.allows or statement.but or not statement.possible & wanted:
                    continue
                for pattern in statement.patterns(self.names):
                    made = filled(pattern.replace(ANY, "*"), _LONG)
                    if meets(form, made).possible:
                        yield made
