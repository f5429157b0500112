//! A map of a handful of things.

/// A map for as few entries as one message can touch: a list that is searched. Half the code of a tree, and no slower
/// at this size; it keeps the order in which things were first met.
pub struct Few<K, V>(Vec<(K, V)>);

impl<K: PartialEq, V> Few<K, V> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(vec![])
    }

    /// What is kept under a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.iter().find(|(candidate, _)| candidate == key).map(|(_, value)| value)
    }

    /// Keeps a value under a key, instead of what was there.
    pub fn insert(&mut self, key: K, value: V) {
        match self.get_mut(&key) {
            Some(kept) => *kept = value,
            None => self.0.push((key, value)),
        }
    }

    /// Changes what is kept under a key, or what `new` makes if nothing was.
    pub fn update(&mut self, key: K, new: impl FnOnce() -> V, change: impl FnOnce(&mut V)) {
        match self.get_mut(&key) {
            Some(value) => change(value),
            None => {
                let mut value = new();
                change(&mut value);
                self.0.push((key, value));
            }
        }
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is kept under a key, to change it.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.0.iter_mut().find(|(candidate, _)| candidate == key).map(|(_, value)| value)
    }
}

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<K, V> IntoIterator for Few<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
