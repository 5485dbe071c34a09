export function writeDocument() {}
export function checkDocument() { return true }
