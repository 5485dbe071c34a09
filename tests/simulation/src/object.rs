//! Live objects as a page would hold them, rendered to JSON for comparison.

use std::collections::BTreeMap;

use tim_proto::json::{Map, Value};
use tim_wasm::engine::effect::{Fields, ObjectId, Out};

/// One object: its members in order.
#[derive(Default)]
struct Object {
    members: Fields,
    released: bool,
}

/// Everything that a page was given. Names stay valid here after their release, as an application may
/// hold on to an object; the engine may not.
#[derive(Default)]
pub struct Objects {
    objects: Vec<Object>,
    names: BTreeMap<ObjectId, usize>,
}

impl Objects {
    pub fn create(&mut self, name: ObjectId, fields: Fields) {
        let known = self.names.insert(name, self.objects.len());
        assert!(known.is_none(), "{name:?} was made twice");
        self.objects.push(Object { members: fields, released: false });
    }

    /// Another name for an object: it was passed as an argument.
    pub fn adopt(&mut self, name: ObjectId, object: ObjectId) {
        let index = *self.names.get(&object).unwrap_or_else(|| panic!("{object:?} is unknown"));
        self.names.insert(name, index);
        self.objects[index].released = false;
    }

    pub fn patch(&mut self, name: ObjectId, at: Option<&'static str>, fields: Fields) {
        let index = *self.names.get(&name).unwrap_or_else(|| panic!("{name:?} is unknown"));
        let object = &mut self.objects[index];
        let members = match at {
            None => &mut object.members,
            Some(at) => match object.members.iter_mut().find(|(key, _)| *key == at) {
                Some((_, Out::Fields(members))) => members,
                other => panic!("{at} of {name:?} is no object: {other:?}"),
            },
        };
        for (key, value) in fields {
            match members.iter_mut().find(|(known, _)| *known == key) {
                Some(member) => member.1 = value,
                None => members.push((key, value)),
            }
        }
    }

    pub fn release(&mut self, name: ObjectId) {
        let index = self.names.get(&name).unwrap_or_else(|| panic!("{name:?} is released but unknown"));
        self.objects[*index].released = true;
    }

    /// What JSON.stringify would make of it.
    pub fn render(&self, out: &Out) -> Value {
        match out {
            Out::Undefined => Value::NULL,
            Out::Value(value) => value.clone(),
            Out::Object(name) => self.object(*name),
            Out::Itself(out) => self.render(out),
            Out::Member(name, path) => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                let member = self.member(*name, first);
                let mut keys = rest.split('.').filter(|key| !key.is_empty());
                keys.try_fold(&member, |at, key| at.get(key)).cloned().unwrap_or(Value::NULL)
            }
            Out::Objects(names) => names.iter().map(|name| self.object(*name)).collect(),
            Out::Fields(fields) => self.fields(fields),
        }
    }

    fn fields(&self, fields: &Fields) -> Value {
        let members = fields.iter().filter(|(_, value)| *value != Out::Undefined);
        Value::from(members.map(|(key, value)| ((*key).to_owned(), self.render(value))).collect::<Map>())
    }

    /// One member of an object, without the others: objects may stand in each other.
    fn member(&self, name: ObjectId, key: &str) -> Value {
        let members = self.members(name);
        match members.iter().find(|(known, _)| *known == key) {
            Some((_, value)) => self.render(value),
            None => self.object(name)[key].clone(),
        }
    }

    fn members(&self, name: ObjectId) -> &Fields {
        let index = *self.names.get(&name).unwrap_or_else(|| panic!("{name:?} is unknown"));
        &self.objects[index].members
    }

    pub fn object(&self, name: ObjectId) -> Value {
        let mut object = self.fields(self.members(name));
        // A Message shows its first element as payload and type.
        if let Some(element) = object["_elements"].as_array().and_then(|elements| elements.first()).cloned() {
            let members = object.as_object_mut().expect("an object");
            members.insert("payload", element["content"].clone());
            members.insert("type", element["type"].clone());
        }
        object
    }
}
