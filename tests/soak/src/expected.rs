//! Expected states of objects, given the reported outcomes of writes.
//!
//! Each object has a set of possible states. A successful write maps each of them to its next state; a write that was
//! not sent changes nothing; a write with an unknown outcome may have taken effect once or not at all. An observation
//! outside the set is a violation.

use std::collections::{BTreeMap, BTreeSet};

use super::protocol::{Change, Object, Reported};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ObjectState {
    Absent,
    /// Exists, with this version.
    Present(u64),
    /// Deactivated user.
    Deactivated,
}

/// Possible states of all objects of an org.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExpectedStates(BTreeMap<Object, BTreeSet<ObjectState>>);

impl ExpectedStates {
    fn states(&mut self, object: &Object) -> &mut BTreeSet<ObjectState> {
        self.0.entry(object.clone()).or_insert_with(|| BTreeSet::from([ObjectState::Absent]))
    }

    /// Applies a write. The error describes an outcome that no possible state explains.
    pub(crate) fn record(
        &mut self,
        object: &Object,
        change: Change,
        reported: Reported,
    ) -> Result<(), String> {
        let states = self.states(object);
        let after: BTreeSet<ObjectState> =
            states.iter().filter_map(|state| apply(object, change, *state)).collect();
        // A retry may have been rejected because an earlier attempt took effect.
        let retried = |attempts| attempts > 1 && change.is_idempotent(object);
        let next = match reported {
            Reported::Succeeded => after,
            Reported::NotSent => return Ok(()),
            Reported::Unknown => after.union(states).copied().collect(),
            Reported::Rejected { status: 400 | 403 | 404 | 409 | 412, attempts } => {
                let mut next: BTreeSet<ObjectState> =
                    states.iter().copied().filter(|state| apply(object, change, *state).is_none()).collect();
                if retried(attempts) {
                    next.extend(after);
                }
                next
            }
            Reported::Rejected { attempts, .. } if retried(attempts) => {
                after.union(states).copied().collect()
            }
            Reported::Rejected { .. } => return Ok(()),
        };
        if next.is_empty() {
            return Err(format!("{object:?}: {change:?} reported {reported:?}, impossible in {states:?}"));
        }
        *states = next;
        Ok(())
    }

    /// Records that an object was observed in a state. The error says that it is not one of the possible states.
    pub(crate) fn observe(&mut self, object: &Object, observed: ObjectState) -> Result<(), String> {
        let states = self.states(object);
        if !states.contains(&observed) {
            return Err(format!("{object:?} is {observed:?}, expected one of {states:?}"));
        }
        *states = BTreeSet::from([observed]);
        Ok(())
    }

    /// Compares with all objects found at the end; returns the violations. A duplicate always is one.
    pub(crate) fn compare(mut self, found: impl IntoIterator<Item = (Object, ObjectState)>) -> Vec<String> {
        let mut violations = Vec::new();
        let mut seen = BTreeSet::new();
        for (object, state) in found {
            if !seen.insert(object.clone()) {
                violations.push(format!("{object:?} exists twice"));
                continue;
            }
            violations.extend(self.observe(&object, state).err());
        }
        let missing: Vec<Object> = self.0.keys().filter(|object| !seen.contains(*object)).cloned().collect();
        violations
            .extend(missing.iter().filter_map(|object| self.observe(object, ObjectState::Absent).err()));
        violations
    }
}

/// The state after a write is applied once; `None` if the server rejects it.
fn apply(object: &Object, change: Change, state: ObjectState) -> Option<ObjectState> {
    let user = matches!(object, Object::User(_));
    match (change, state) {
        (Change::Create, ObjectState::Absent) => Some(ObjectState::Present(0)),
        (Change::Update(version), ObjectState::Present(_)) => Some(ObjectState::Present(version)),
        (Change::Delete, ObjectState::Present(_)) if user => Some(ObjectState::Deactivated),
        (Change::Delete, ObjectState::Present(_) | ObjectState::Deactivated) => Some(ObjectState::Absent),
        (Change::Add, _) => Some(ObjectState::Present(0)),
        (Change::Remove, _) => Some(ObjectState::Absent),
        (Change::Create | Change::Update(_) | Change::Delete, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Writes = &'static [(Change, Reported)];

    fn user() -> Object {
        Object::User("a@example.com".to_owned())
    }

    fn app() -> Object {
        Object::App("a".to_owned())
    }

    fn after(object: &Object, writes: &[(Change, Reported)]) -> ExpectedStates {
        let mut expected = ExpectedStates::default();
        for (change, reported) in writes {
            expected.record(object, *change, *reported).unwrap();
        }
        expected
    }

    const REJECTED: Reported = Reported::Rejected { status: 429, attempts: 3 };

    #[test]
    fn possible_states_are_accepted() {
        use Change::{Create, Delete, Update};
        use ObjectState::{Absent, Deactivated, Present};
        use Reported::{NotSent, Succeeded, Unknown};
        let cases: [(Writes, &[ObjectState]); 5] = [
            (&[(Create, Succeeded)], &[Present(0)]),
            (&[(Create, REJECTED), (Create, NotSent)], &[Absent]),
            (&[(Create, Unknown)], &[Absent, Present(0)]),
            (&[(Create, Succeeded), (Update(1), Unknown)], &[Present(0), Present(1)]),
            (&[(Create, Succeeded), (Delete, Unknown)], &[Present(0), Deactivated]),
        ];
        for (writes, possible) in cases {
            for state in [Absent, Present(0), Present(1), Deactivated] {
                let found = (state != Absent).then(|| (user(), state));
                let violations = after(&user(), writes).compare(found);
                assert_eq!(
                    violations.is_empty(),
                    possible.contains(&state),
                    "{writes:?} {state:?}: {violations:?}"
                );
            }
        }
    }

    #[test]
    fn lost_duplicate_and_invented_writes_are_detected() {
        let created = || after(&app(), &[(Change::Create, Reported::Succeeded)]);
        assert!(created().compare([])[0].contains("is Absent"));
        let twice = [(app(), ObjectState::Present(0)), (app(), ObjectState::Present(0))];
        assert!(created().compare(twice.clone())[0].contains("exists twice"));
        let unknown = after(&app(), &[(Change::Create, Reported::Unknown)]);
        assert!(unknown.compare(twice)[0].contains("exists twice"));
        assert_eq!(ExpectedStates::default().compare([(app(), ObjectState::Present(0))]).len(), 1);
    }

    #[test]
    fn lost_updates_are_detected() {
        let writes = [
            (Change::Create, Reported::Succeeded),
            (Change::Update(1), Reported::Unknown),
            (Change::Update(2), Reported::Succeeded),
        ];
        let expected = after(&user(), &writes);
        assert!(expected.clone().compare([(user(), ObjectState::Present(2))]).is_empty());
        assert_eq!(expected.compare([(user(), ObjectState::Present(1))]).len(), 1);
    }

    #[test]
    fn rejection_caused_by_own_retry_is_detected() {
        let mut expected = ExpectedStates::default();
        // The creation was sent twice; the second attempt conflicted with the first.
        let reported = Reported::Rejected { status: 400, attempts: 2 };
        assert!(expected.record(&user(), Change::Create, reported).is_err());
        // A deletion may be retried: the second attempt finds nothing.
        let group = Object::Group("g".to_owned());
        expected.record(&group, Change::Create, Reported::Succeeded).unwrap();
        let reported = Reported::Rejected { status: 404, attempts: 2 };
        expected.record(&group, Change::Delete, reported).unwrap();
        assert!(expected.compare([]).is_empty());
    }

    #[test]
    fn stale_reads_are_detected() {
        let writes = [(Change::Create, Reported::Succeeded), (Change::Update(5), Reported::Succeeded)];
        let mut expected = after(&user(), &writes);
        assert!(expected.observe(&user(), ObjectState::Present(4)).is_err());
        expected.observe(&user(), ObjectState::Present(5)).unwrap();
        assert!(expected.compare([(user(), ObjectState::Present(5))]).is_empty());
    }
}
