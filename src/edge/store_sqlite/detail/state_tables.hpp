// The tables of the registry's file.
#pragma once

namespace menshen::store_sqlite {

// Version 2. Of what is personal there are identifiers only, and the record sealed under the
// person's key. A guardian answers and asks for one person: else whoever is erased could not go
// alone.
inline constexpr const char* kCreateState = R"(
CREATE TABLE applied(
  one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL CHECK(next >= 0)) STRICT;
INSERT INTO applied VALUES(1, 0);

CREATE TABLE organization(
  one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK(one = 1),
  id TEXT PRIMARY KEY, name TEXT, kind TEXT, role TEXT, credit_code TEXT, address TEXT,
  province TEXT, city TEXT, contact TEXT, officer TEXT, officer_contact TEXT,
  is_cn_mainland INTEGER, is_critical_infrastructure INTEGER, is_network_operator INTEGER,
  is_overseas INTEGER, refusal_rest_days INTEGER, signage_valid_days INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE site(
  id TEXT PRIMARY KEY, organization TEXT NOT NULL REFERENCES organization(id), name TEXT,
  address TEXT, province TEXT,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE place(
  id TEXT PRIMARY KEY, site TEXT REFERENCES site(id), place_class TEXT, spot TEXT,
  open_to_public INTEGER, capture_is_bounded INTEGER, public_security_need INTEGER,
  collection_area_limited INTEGER, flow_misleads INTEGER, flow_uses_fraud INTEGER,
  flow_coerces INTEGER, flow_refuses_service INTEGER, covers_third_party_area INTEGER,
  state_rule_requires_face INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX place_of ON place(site);
CREATE TABLE device(
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES place(id), mode TEXT, capabilities TEXT,
  storage TEXT, vendor TEXT, model TEXT, credential BLOB, range_set_reasonably INTEGER,
  last_tested_on INTEGER, persons_only_here INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX device_at ON device(place);
CREATE TABLE alternative(
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES place(id), kind TEXT NOT NULL,
  is_working INTEGER, opens_at INTEGER, closes_at INTEGER, costs_extra INTEGER,
  needs_approval INTEGER, is_impractical INTEGER, wait_percent_of_face INTEGER,
  measured_on INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX alternative_at ON alternative(place);
CREATE TABLE signage(
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES place(id), checked_on INTEGER NOT NULL,
  is_in_place INTEGER, photo BLOB, checked_by TEXT,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX signage_at ON signage(place, checked_on);

CREATE TABLE purpose(
  id TEXT PRIMARY KEY, statement_zh TEXT, statement_en TEXT, kind TEXT, mode TEXT,
  necessity TEXT, basis TEXT, basis_document TEXT, basis_expires_on INTEGER,
  basis_documented INTEGER, basis_within_reason INTEGER, is_specific INTEGER,
  necessity_assessed INTEGER, least_impact_chosen INTEGER, has_live_effect INTEGER,
  storage_place TEXT, storage_exception TEXT, transmits_over_internet INTEGER,
  retention_days INTEGER, recipients TEXT, false_match_per_million INTEGER,
  minors_rules_in_place INTEGER, written_form_required INTEGER,
  withdrawal_is_convenient INTEGER, service_needs_face INTEGER, ended_on INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE assignment(
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL REFERENCES purpose(id),
  device TEXT NOT NULL REFERENCES device(id),
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL, UNIQUE(purpose, device)) STRICT;
CREATE INDEX assignment_of ON assignment(device);
CREATE TABLE notice(
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL REFERENCES purpose(id), version INTEGER NOT NULL,
  processor_zh TEXT, processor_en TEXT, purpose_zh TEXT, purpose_en TEXT, necessity_zh TEXT,
  necessity_en TEXT, rights_zh TEXT, rights_en TEXT, other_zh TEXT, other_en TEXT,
  data_types_zh TEXT, data_types_en TEXT, recipient_zh TEXT, recipient_en TEXT,
  is_accessible INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL, UNIQUE(purpose, version)) STRICT;
CREATE TABLE display(
  id TEXT PRIMARY KEY, notice TEXT NOT NULL REFERENCES notice(id),
  place TEXT NOT NULL REFERENCES place(id), form TEXT, shown_from INTEGER NOT NULL,
  shown_until INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX display_of ON display(notice);
CREATE INDEX display_at ON display(place);
CREATE TABLE assessment(
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL REFERENCES purpose(id), scope BLOB NOT NULL,
  approved_on INTEGER, next_due_on INTEGER, lawful_and_necessary INTEGER,
  impact_on_rights INTEGER, risk_of_leak INTEGER, safeguards INTEGER,
  third_party_took_part INTEGER, third_party_described INTEGER, kept_years_planned INTEGER,
  report BLOB, approved_by TEXT,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX assessment_of ON assessment(purpose, approved_on);
CREATE TABLE filing(
  id TEXT PRIMARY KEY, organization TEXT NOT NULL REFERENCES organization(id),
  state TEXT NOT NULL, threshold_reached_on INTEGER, persons INTEGER, counted_on INTEGER,
  submitted_on INTEGER, authority_level TEXT, number TEXT, changed_on INTEGER,
  change_filed INTEGER, ended_on INTEGER, data_disposed INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE declaration(
  id TEXT PRIMARY KEY, fact TEXT NOT NULL, value TEXT NOT NULL,
  purpose TEXT REFERENCES purpose(id), place TEXT REFERENCES place(id),
  device TEXT REFERENCES device(id), declared_on INTEGER NOT NULL, valid_until INTEGER,
  declared_by TEXT, evidence BLOB,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE incident(
  id TEXT PRIMARY KEY, happened_on INTEGER NOT NULL, summary TEXT, remedied_on INTEGER,
  authority_notified_on INTEGER, persons_notified_on INTEGER, harm_avoided INTEGER,
  persons_affected INTEGER, involves_minors INTEGER,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;

CREATE TABLE subject(
  id TEXT PRIMARY KEY, sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE TABLE guardian(
  id TEXT PRIMARY KEY, subject TEXT NOT NULL REFERENCES subject(id), sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL, UNIQUE(id, subject)) STRICT;
CREATE INDEX guardian_of ON guardian(subject);
CREATE TABLE consent(
  id TEXT PRIMARY KEY, subject TEXT NOT NULL REFERENCES subject(id),
  purpose TEXT NOT NULL REFERENCES purpose(id), notice TEXT NOT NULL REFERENCES notice(id),
  guardian TEXT, sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL,
  FOREIGN KEY(guardian, subject) REFERENCES guardian(id, subject)) STRICT;
CREATE INDEX consent_of ON consent(subject, purpose);
CREATE INDEX consent_to ON consent(purpose);
CREATE INDEX consent_by ON consent(guardian, subject);
CREATE TABLE request(
  id TEXT PRIMARY KEY, subject TEXT NOT NULL REFERENCES subject(id),
  guardian TEXT, sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL,
  FOREIGN KEY(guardian, subject) REFERENCES guardian(id, subject)) STRICT;
CREATE INDEX request_of ON request(subject);
CREATE INDEX request_by ON request(guardian, subject);
CREATE TABLE complaint(
  id TEXT PRIMARY KEY, subject TEXT REFERENCES subject(id),
  purpose TEXT REFERENCES purpose(id), place TEXT REFERENCES place(id), sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX complaint_of ON complaint(subject);
CREATE TABLE obligation(
  id TEXT PRIMARY KEY, subject TEXT REFERENCES subject(id), sealed BLOB NOT NULL,
  origin_version INTEGER NOT NULL, origin_entry INTEGER NOT NULL,
  origin_at INTEGER NOT NULL) STRICT;
CREATE INDEX obligation_of ON obligation(subject);
)";

}  // namespace menshen::store_sqlite
