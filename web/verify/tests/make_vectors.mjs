// Writes the cases that both verifiers are tested with: name, verdict, proof, key, keys of
// witnesses, how many of them, entry; bytes in base64, keys of witnesses apart by a space.
import { writeFileSync } from "node:fs";
import { fromUtf8, makePolicy, verifyProof } from "../dist/verify.mjs";
import { NamedKey, certificateAround, consentAround, entryOf, leafHash, makeCase, sha256, write } from "./maker.mjs";

const receipt = (size, index, more) => makeCase({ size, index, kind: "receipt", ...more });
const proof = (size, index, more) => makeCase({ size, index, kind: "tlog-proof", ...more });
const certificate = (size, index, more) => makeCase({ size, index, kind: "certificate", ...more });
const certified = (one, changes) => ({
  ...one,
  proof: certificateAround(one.parts, write({ ...one.parts, kind: "receipt" }), changes),
});
const consent = (size, index, more) => makeCase({ size, index, kind: "consent", ...more });
const consented = (one, payload) => ({
  ...one,
  proof: consentAround(one.parts, write({ ...one.parts, kind: "receipt" }), payload),
});
// The only entry of its record is one of that action.
const consentBy = (action, event = "change") =>
  changed(consent(1, 0), (parts) => {
    parts.entry = entryOf(0, { event, action });
    parts.root = leafHash(parts.entry);
  });
const changed = (one, change) => {
  const parts = { ...one.parts, path: [...one.parts.path] };
  change(parts);
  return { ...one, proof: write(parts) };
};
const text = (one, change) => ({ ...one, proof: Buffer.from(change(fromUtf8(one.proof))) });
const byte = (one, at, by) => {
  const bytes = Buffer.from(one.proof);
  bytes[at < 0 ? bytes.length + at : at] ^= by;
  return { ...one, proof: bytes };
};
const two = { witnesses: 2 };
// As a record in the SM profile signs besides: under the record's name, with an id made of 0xff,
// an identifier and 65 bytes of a key. Its signature is of no matter to who knows no SM2.
const sm2Name = "example.com/record-9";
const sm2Id = sha256(`${sm2Name}\n`, Buffer.from("ff06082a811ccf55018375", "hex"), Buffer.alloc(65, 4));
const sm2Line = `— ${sm2Name} ${Buffer.concat([sm2Id.subarray(0, 4), Buffer.alloc(64, 7)]).toString("base64")}\n`;

const rows = {
  receipt_of_the_only_entry: ["valid", receipt(1, 0)],
  receipt_of_the_first_of_seven: ["valid", receipt(7, 0)],
  receipt_at_the_right_edge: ["valid", receipt(7, 6)],
  receipt_of_a_large_record: ["valid", receipt(2 ** 32 + 5, 2 ** 32 + 4)],
  receipt_with_its_entry_beside_it: ["valid", receipt(8, 3, { carried: false })],
  receipt_with_its_entry_twice: ["valid", { ...receipt(8, 3), entry: receipt(8, 3).parts.entry }],
  proof_of_the_only_entry: ["valid", proof(1, 0)],
  proof_with_two_witnesses: ["valid", proof(100, 99, two)],
  proof_with_one_of_two_asked_for: ["valid", proof(100, 99, { witnesses: 2, min: 1 })],
  proof_with_a_signature_of_a_stranger: ["valid", proof(9, 8, { strangers: 1 })],
  proof_with_an_sm2_line: ["valid", text(proof(9, 8), (t) => t + sm2Line)],
  proof_signed_with_sm2_alone: ["wrong_key", text(proof(9, 8), (t) => t.replace(/— .*\n$/u, sm2Line))],
  proof_of_the_largest_record: ["valid", proof(2 ** 53 - 1, 2 ** 40)],
  certificate_of_a_deletion: ["valid", certificate(9, 4)],
  certificate_with_its_entry_beside_it: ["valid", certificate(9, 4, { carried: false })],
  certificate_without_a_key: ["no_key", { ...certificate(9, 4), key: "" }],
  consent_that_was_recorded: ["valid", consent(9, 4)],
  consent_that_was_withdrawn: ["valid", consentBy("consent.withdraw")],
  consent_that_was_sealed_once_more: ["valid", consentBy("state.snapshot")],
  consent_with_its_entry_beside_it: ["valid", consent(9, 4, { carried: false })],
  consent_without_a_key: ["no_key", { ...consent(9, 4), key: "" }],
  receipt_without_a_key: ["no_key", { ...receipt(3, 1), key: "" }],
  proof_without_a_key: ["no_key", { ...proof(3, 1), key: "" }],
  key_of_a_witness_for_the_record: ["bad_key", { ...proof(3, 1), key: new NamedKey("w", 4).text }],
  key_whose_id_is_another: ["bad_key", { ...proof(3, 1), key: proof(3, 1).key.replace(/\+[0-9a-f]{8}/, "+00000000") }],
  one_witness_given_twice: ["bad_key", { ...proof(3, 1, { witnesses: 1 }), witnesses: [0, 0].map(() => new NamedKey("witness-0", 4).text) }],
  more_witnesses_asked_for_than_given: ["bad_key", { ...proof(3, 1, two), min: 3 }],
  no_bytes: ["malformed", { ...receipt(3, 1), proof: Buffer.alloc(0) }],
  receipt_with_a_byte_behind_it: ["malformed", { ...receipt(3, 1), proof: Buffer.concat([receipt(3, 1).proof, Buffer.alloc(1)]) }],
  receipt_of_another_tag: ["malformed", byte(receipt(3, 1), 0, 1)],
  receipt_of_another_algorithm: ["malformed", byte(receipt(3, 1), 6, 1)],
  proof_of_another_version: ["malformed", text(proof(3, 1), (t) => t.replace("@v1", "@v2"))],
  proof_whose_index_has_a_zero_in_front: ["malformed", text(proof(3, 1), (t) => t.replace("index 1", "index 01"))],
  proof_whose_size_has_a_zero_in_front: ["malformed", text(proof(3, 1), (t) => t.replace("\n3\n", "\n03\n"))],
  proof_with_a_second_spelling_of_base64: ["malformed", text(proof(3, 1), (t) => t.replace(/=\n\n/, "\n\n"))],
  proof_signed_twice_by_one_key: ["malformed", text(proof(3, 1), (t) => t + t.split("\n").at(-2) + "\n")],
  proof_with_an_extension: ["malformed", text(proof(3, 1), (t) => t.replace(/\n\n— /, "\nmore\n\n— "))],
  certificate_of_what_was_left: ["malformed", certified(certificate(9, 4), { 4: [["vault.db", "references", 2, 1]] })],
  certificate_without_a_new_epoch: ["malformed", certified(certificate(9, 4), { 5: [7, 7] })],
  certificate_with_a_field_too_many: ["malformed", certified(certificate(9, 4), { 8: 1 })],
  certificate_of_another_decision: ["wrong_entry", certified(certificate(9, 4), { 2: "another" })],
  certificate_around_another_act: ["wrong_entry", { ...certificate(9, 4), proof: certificateAround(certificate(9, 4).parts, receipt(9, 4).proof) }],
  certificate_of_another_index: ["wrong_path", changed(certificate(8, 3), (p) => (p.index = 9))],
  certificate_of_another_key_of_that_name: ["wrong_key", { ...certificate(8, 3), key: new NamedKey("example.com/record-8", 1, "another").text }],
  certificate_with_a_changed_count: ["wrong_signature", { ...certificate(8, 3), proof: Buffer.from(certificate(8, 3).proof.toString("latin1").replace("records\x03", "records\x04"), "latin1") }],
  certificate_with_a_changed_signature: ["wrong_signature", byte(certificate(8, 3), -40, 1)],
  certificate_of_which_witnesses_are_asked: ["too_few_witnesses", { ...certificate(8, 3), witnesses: [new NamedKey("w", 4).text], min: 1 }],
  consent_that_says_nothing: ["malformed", consented(consent(9, 4), Buffer.alloc(0))],
  consent_that_is_not_utf8: ["malformed", consented(consent(9, 4), Buffer.from([0x22, 0xff, 0x22]))],
  consent_of_another_content_type: ["malformed", { ...consent(9, 4), proof: Buffer.from(consent(9, 4).proof.toString("latin1").replace("application/json", "application/jsox"), "latin1") }],
  consent_around_no_receipt: ["malformed", { ...consent(9, 4), proof: consentAround(consent(9, 4).parts, Buffer.alloc(0)) }],
  consent_around_another_act: ["wrong_entry", { ...consent(9, 4), proof: consentAround(consent(9, 4).parts, receipt(9, 4).proof) }],
  consent_around_an_outcome: ["wrong_entry", consentBy("consent.record", "outcome")],
  consent_around_an_erasure: ["wrong_entry", consentBy("subject.erase")],
  consent_without_an_entry: ["wrong_entry", { ...consent(8, 3, { carried: false }), entry: undefined }],
  consent_of_another_index: ["wrong_path", changed(consent(8, 3), (p) => (p.index = 9))],
  consent_of_another_key_of_that_name: ["wrong_key", { ...consent(8, 3), key: new NamedKey("example.com/record-8", 1, "another").text }],
  consent_around_a_receipt_of_another_record: ["wrong_key", { ...consent(9, 4), proof: consentAround({ ...consent(9, 4).parts, origin: "example.com/another" }, write({ ...consent(9, 4).parts, kind: "receipt" })) }],
  consent_that_was_refused_instead: ["wrong_signature", { ...consent(8, 3), proof: Buffer.from(consent(8, 3).proof.toString("latin1").replace('"given"', '"taken"'), "latin1") }],
  consent_with_a_changed_signature: ["wrong_signature", byte(consent(8, 3), -40, 1)],
  consent_of_which_witnesses_are_asked: ["too_few_witnesses", { ...consent(8, 3), witnesses: [new NamedKey("w", 4).text], min: 1 }],
  receipt_without_an_entry: ["wrong_entry", { ...receipt(8, 3, { carried: false }), entry: undefined }],
  receipt_with_another_entry_beside_it: ["wrong_entry", { ...receipt(8, 3), entry: receipt(8, 3).parts.neighbour }],
  proof_of_another_entry: ["wrong_path", changed(proof(8, 3), (p) => (p.entry = p.neighbour))],
  proof_of_another_index: ["wrong_path", changed(proof(8, 3), (p) => (p.index = 2))],
  proof_of_an_index_behind_the_end: ["wrong_path", changed(proof(8, 3), (p) => (p.index = 8))],
  proof_with_a_hash_too_few: ["wrong_path", changed(proof(8, 3), (p) => p.path.pop())],
  proof_with_two_hashes_changed_over: ["wrong_path", changed(proof(8, 3), (p) => p.path.reverse())],
  receipt_with_a_hash_too_many: ["wrong_path", changed(receipt(8, 3), (p) => p.path.push(p.root))],
  receipt_for_another_record: ["wrong_key", { ...receipt(8, 3), key: receipt(9, 3).key }],
  proof_for_another_record: ["wrong_key", { ...proof(8, 3), key: proof(9, 3).key }],
  receipt_of_another_key_of_that_name: ["wrong_key", { ...receipt(8, 3), key: new NamedKey("example.com/record-8", 1, "another").text }],
  proof_of_another_key_of_that_name: ["wrong_key", { ...proof(8, 3), key: new NamedKey("example.com/record-8", 1, "another").text }],
  receipt_with_another_entry: ["wrong_signature", { ...changed(receipt(8, 3), () => {}), proof: Buffer.from(receipt(8, 3).proof.toString("latin1").replace("lobby", "attic"), "latin1") }],
  receipt_with_a_changed_signature: ["wrong_signature", byte(receipt(8, 3), -40, 1)],
  proof_cosigned_by_too_few: ["too_few_witnesses", { ...proof(8, 3, two), witnesses: [0, 1, 2].map((i) => new NamedKey(`witness-${i}`, 4).text), min: 3 }],
  receipt_of_which_witnesses_are_asked: ["too_few_witnesses", { ...receipt(8, 3), witnesses: [new NamedKey("w", 4).text], min: 1 }],
};

const lines = [];
for (const [name, [verdict, one]] of Object.entries(rows)) {
  const plain = (bytes) => bytes && new Uint8Array(bytes);
  const found = await makePolicy(one.key, one.witnesses, one.min)
    .then((policy) => verifyProof(plain(one.proof), policy, plain(one.entry)))
    .catch((fault) => fault);
  if (found.verdict !== verdict) throw new Error(`${name}: ${found.verdict}, not ${verdict}`);
  const base64 = (bytes) => bytes?.toString("base64") ?? "";
  lines.push([name, verdict, base64(one.proof), one.key, one.witnesses.join(" "), one.min, base64(one.entry)].join("\t"));
}
const target = new URL("../../../src/apps/menshen_verify/tests/vectors.tsv", import.meta.url);
writeFileSync(target, `${lines.join("\n")}\n`);
