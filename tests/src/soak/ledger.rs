//! What may be true, given what was told.
//!
//! For each subject the ledger keeps all states that it can be in. A write that was done leads from each of them to
//! the next; one that was not sent changes nothing; one of which nobody knows may have had its effect once, or not.
//! What can be explained by no state is a violation.

use std::collections::{BTreeMap, BTreeSet};

use super::journal::{Deed, Subject, Told};

/// The state of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Life {
    /// There is none.
    Absent,
    /// There is one, of this version.
    Present(u64),
    /// A user who was deactivated.
    Deactivated,
}

/// The states that all subjects of an org may be in.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    fates: BTreeMap<Subject, BTreeSet<Life>>,
}

impl Ledger {
    /// Takes a write in.
    ///
    /// # Errors
    ///
    /// When what was told cannot be.
    pub fn record(&mut self, subject: &Subject, deed: Deed, told: Told) -> Result<(), String> {
        let fates = self.fates.entry(subject.clone()).or_insert_with(|| BTreeSet::from([Life::Absent]));
        let after: BTreeSet<Life> = fates.iter().filter_map(|life| effect(subject, deed, *life)).collect();
        // A repeated write may have met its own effect.
        let repeated = |attempts| attempts > 1 && deed.may_be_repeated(subject);
        let next = match told {
            Told::Done => after,
            Told::NotSent => return Ok(()),
            Told::Unknown => after.union(fates).copied().collect(),
            Told::Refused { status: 400 | 403 | 404 | 409 | 412, attempts } => {
                let mut next: BTreeSet<Life> =
                    fates.iter().copied().filter(|life| effect(subject, deed, *life).is_none()).collect();
                if repeated(attempts) {
                    next.extend(after);
                }
                next
            }
            Told::Refused { attempts, .. } if repeated(attempts) => after.union(fates).copied().collect(),
            Told::Refused { .. } => return Ok(()),
        };
        if next.is_empty() {
            return Err(format!("{subject:?}: {deed:?} cannot have ended as {told:?} when it was {fates:?}"));
        }
        *fates = next;
        Ok(())
    }

    /// Takes in that a subject was seen in a state.
    ///
    /// # Errors
    ///
    /// When it cannot be in that state.
    pub fn saw(&mut self, subject: &Subject, seen: Life) -> Result<(), String> {
        let fates = self.fates.entry(subject.clone()).or_insert_with(|| BTreeSet::from([Life::Absent]));
        if !fates.contains(&seen) {
            return Err(format!("{subject:?} is {seen:?}, but must be one of {fates:?}"));
        }
        *fates = BTreeSet::from([seen]);
        Ok(())
    }

    /// Whether the subject is certainly there.
    #[must_use]
    pub fn is_present(&self, subject: &Subject) -> bool {
        let present = |life: &Life| matches!(life, Life::Present(_));
        self.fates.get(subject).is_some_and(|fates| fates.iter().all(present))
    }

    /// Compares with all that there is in the end. What is there twice is a violation, whatever was told.
    #[must_use]
    pub fn judge(mut self, found: impl IntoIterator<Item = (Subject, Life)>) -> Vec<String> {
        let mut violations = Vec::new();
        let mut seen = BTreeSet::new();
        for (subject, life) in found {
            if !seen.insert(subject.clone()) {
                violations.push(format!("{subject:?} is there twice"));
                continue;
            }
            violations.extend(self.saw(&subject, life).err());
        }
        let missing: Vec<Subject> =
            self.fates.keys().filter(|subject| !seen.contains(*subject)).cloned().collect();
        violations.extend(missing.iter().filter_map(|subject| self.saw(subject, Life::Absent).err()));
        violations
    }
}

/// What a write, applied once, makes of a state; `None` where the server refuses it.
fn effect(subject: &Subject, deed: Deed, life: Life) -> Option<Life> {
    let user = matches!(subject, Subject::User(_));
    match (deed, life) {
        (Deed::Create, Life::Absent) => Some(Life::Present(0)),
        (Deed::Update(version), Life::Present(_)) => Some(Life::Present(version)),
        (Deed::Delete, Life::Present(_)) if user => Some(Life::Deactivated),
        (Deed::Delete, Life::Present(_) | Life::Deactivated) => Some(Life::Absent),
        (Deed::Join, _) => Some(Life::Present(0)),
        (Deed::Leave, _) => Some(Life::Absent),
        (Deed::Create | Deed::Update(_) | Deed::Delete, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Entries = &'static [(Deed, Told)];

    fn user() -> Subject {
        Subject::User("a@example.com".to_owned())
    }

    fn app() -> Subject {
        Subject::App("a".to_owned())
    }

    fn ledger(subject: &Subject, entries: &[(Deed, Told)]) -> Ledger {
        let mut ledger = Ledger::default();
        for (deed, told) in entries {
            ledger.record(subject, *deed, *told).unwrap();
        }
        ledger
    }

    const REFUSED: Told = Told::Refused { status: 429, attempts: 3 };

    #[test]
    fn what_the_journal_allows_is_accepted() {
        use Deed::{Create, Delete, Update};
        use Life::{Absent, Deactivated, Present};
        let cases: [(Entries, &[Life]); 5] = [
            (&[(Create, Told::Done)], &[Present(0)]),
            (&[(Create, REFUSED), (Create, Told::NotSent)], &[Absent]),
            (&[(Create, Told::Unknown)], &[Absent, Present(0)]),
            (&[(Create, Told::Done), (Update(1), Told::Unknown)], &[Present(0), Present(1)]),
            (&[(Create, Told::Done), (Delete, Told::Unknown)], &[Present(0), Deactivated]),
        ];
        for (entries, allowed) in cases {
            for life in [Absent, Present(0), Present(1), Deactivated] {
                let found = (life != Absent).then(|| (user(), life));
                let violations = ledger(&user(), entries).judge(found);
                assert_eq!(
                    violations.is_empty(),
                    allowed.contains(&life),
                    "{entries:?} {life:?}: {violations:?}"
                );
            }
        }
    }

    #[test]
    fn a_lost_a_double_and_an_invented_write_are_found() {
        let done = || ledger(&app(), &[(Deed::Create, Told::Done)]);
        assert!(done().judge([])[0].contains("is Absent"));
        let twice = [(app(), Life::Present(0)), (app(), Life::Present(0))];
        assert!(done().judge(twice.clone())[0].contains("there twice"));
        assert!(ledger(&app(), &[(Deed::Create, Told::Unknown)]).judge(twice)[0].contains("there twice"));
        assert_eq!(Ledger::default().judge([(app(), Life::Present(0))]).len(), 1);
    }

    #[test]
    fn a_lost_update_is_found() {
        let entries =
            [(Deed::Create, Told::Done), (Deed::Update(1), Told::Unknown), (Deed::Update(2), Told::Done)];
        let ledger = ledger(&user(), &entries);
        assert!(ledger.clone().judge([(user(), Life::Present(2))]).is_empty());
        assert_eq!(ledger.judge([(user(), Life::Present(1))]).len(), 1);
    }

    #[test]
    fn a_refusal_for_what_the_client_did_itself_is_found() {
        let mut ledger = Ledger::default();
        // The creation was sent twice: the second met the first.
        let told = Told::Refused { status: 400, attempts: 2 };
        assert!(ledger.record(&user(), Deed::Create, told).is_err());
        // A deletion may be: it finds nothing left.
        let group = Subject::Group("g".to_owned());
        ledger.record(&group, Deed::Create, Told::Done).unwrap();
        let told = Told::Refused { status: 404, attempts: 2 };
        ledger.record(&group, Deed::Delete, told).unwrap();
        assert!(ledger.judge([]).is_empty());
    }

    #[test]
    fn a_read_that_is_behind_is_found() {
        let mut ledger = ledger(&user(), &[(Deed::Create, Told::Done), (Deed::Update(5), Told::Done)]);
        assert!(ledger.saw(&user(), Life::Present(4)).is_err());
        ledger.saw(&user(), Life::Present(5)).unwrap();
        assert!(ledger.is_present(&user()));
    }
}
