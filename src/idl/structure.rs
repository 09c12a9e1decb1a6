//! `google.protobuf.Struct` as it is encoded.

use std::sync::Arc;

use prost::bytes::{Buf, BufMut};
use prost::encoding::{DecodeContext, WireType};
use prost::{DecodeError, Message};

/// A `google.protobuf.Struct` that is kept encoded.
///
/// A schema stands in every type that it describes, and messages ask for the length of what is in them at each level:
/// encoded once, it is a copy of bytes everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Struct {
    encoded: Arc<[u8]>,
}

impl Struct {
    /// The structure of the encoded message.
    pub fn from_encoded(encoded: Arc<[u8]>) -> Self {
        Self { encoded }
    }

    /// The fields; those that can be read where the bytes are no message.
    pub fn decoded(&self) -> prost_types::Struct {
        let mut structure = prost_types::Struct::default();
        let _the_rest_cannot_be_read = structure.merge(&*self.encoded);
        structure
    }
}

impl From<&prost_types::Struct> for Struct {
    fn from(structure: &prost_types::Struct) -> Self {
        Self { encoded: structure.encode_to_vec().into() }
    }
}

impl Message for Struct {
    fn encode_raw(&self, buffer: &mut impl BufMut) {
        buffer.put_slice(&self.encoded);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buffer: &mut impl Buf,
        context: DecodeContext,
    ) -> Result<(), DecodeError> {
        let mut field = prost_types::Struct::default();
        field.merge_field(tag, wire_type, buffer, context)?;
        let mut encoded = self.encoded.to_vec();
        field.encode_raw(&mut encoded);
        self.encoded = encoded.into();
        Ok(())
    }

    fn encoded_len(&self) -> usize {
        self.encoded.len()
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use prost_types::Value;

    use super::*;

    #[test]
    fn it_is_read_and_written_as_the_message_that_it_stands_for() {
        let fields = [("a", Value::from(1.5)), ("b", Value::from("text")), ("c", Value::from(true))];
        let plain =
            prost_types::Struct { fields: fields.map(|(name, value)| (name.to_owned(), value)).into() };
        let kept = Struct::from(&plain);
        assert_eq!(kept.decoded(), plain);
        assert_eq!(kept.encode_to_vec(), plain.encode_to_vec());
        assert_eq!(Struct::decode(&*plain.encode_to_vec()), Ok(kept));
        assert!(Struct::decode(&[0xff][..]).is_err());
    }
}
