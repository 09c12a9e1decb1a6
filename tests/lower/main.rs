//! Lowering of models that are built by hand: the order of entities, the rules of each message, faults.

#[cfg(test)]
mod build;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod order;
