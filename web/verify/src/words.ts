// What the page says, in Chinese and in English.
import type { Verdict } from "./verdict.ts";

const verdictsZh: Record<Verdict, [string, string]> = {
  valid: ["有效", "该条目确在记录之中，签名与密钥相符。"],
  no_key: ["无法断定", "条目与路径相符，但未提供密钥，没有核验任何人的签名。"],
  bad_key: ["密钥不可用", "所填密钥不是有效的核验密钥，或不能一并使用。"],
  unreadable: ["无法读取", "文件过大，不可能是凭证。"],
  malformed: ["无效", "文件不是格式正确的回执或证明。"],
  wrong_entry: ["无效", "没有可核验的条目，或与所给条目不一致。"],
  wrong_path: ["无效", "条目、路径与记录的根不相符。"],
  wrong_key: ["无效", "它属于另一份记录，或由另一密钥签署。"],
  wrong_signature: ["无效", "签名不是该密钥对此内容所作。"],
  too_few_witnesses: ["无效", "联署的见证人少于所要求的数目。"],
  incomplete: ["无效", "缺少所需的文件。"],
};

const verdictsEn: Record<Verdict, [string, string]> = {
  valid: ["Valid", "The entry is in the record, and the signatures are those of the keys."],
  no_key: [
    "Undetermined",
    "Entry and path fit together, but no key was given: nobody's signature was checked.",
  ],
  bad_key: ["Key not usable", "A key is not a verifier key, or the keys cannot go together."],
  unreadable: ["Not readable", "The file is larger than any proof."],
  malformed: ["Not valid", "The file is no well-formed receipt or proof."],
  wrong_entry: ["Not valid", "There is no entry to prove, or another than the one given."],
  wrong_path: ["Not valid", "Entry, path and root of the record do not belong together."],
  wrong_key: ["Not valid", "It is of another record, or signed with another key."],
  wrong_signature: ["Not valid", "A signature was not made by the key over this content."],
  too_few_witnesses: ["Not valid", "Fewer witnesses cosigned than were asked for."],
  incomplete: ["Not valid", "A file that is needed is missing."],
};

const zh = {
  title: "门神 · 凭证核验",
  intro: "在您的设备上核验一份回执或证明。本页不访问网络，文件不会离开您的设备。",
  proof: "回执或证明文件",
  proofHint: "选择文件，或拖到此框内。",
  key: "记录的公钥",
  keyHint: "由记录的运营者公布，形如 名称+编号+Base64。请从您信任的渠道取得。",
  more: "见证人与条目",
  witnesses: "见证人的公钥",
  witnessesHint: "每行一个。",
  min: "至少须有几位见证人联署（留空即全部）",
  entryFile: "条目文件（证明中未附条目时）",
  says: "条目所载",
  unknownForm: "条目的格式不属已知版本，只能显示其字节。",
  insecure: "此环境不提供 WebCrypto 的 Ed25519。请用较新的浏览器，从本机文件或 HTTPS 打开本页。",
  bytes: "字节",
  record: "记录",
  index: "序号",
  size: "当时条目总数",
  root: "根哈希",
  time: "签署时间",
  signer: "签署者",
  event: "事件",
  decision: "决定编号",
  at: "时间",
  actor: "操作者",
  action: "行为",
  purpose: "目的",
  place: "场所",
  verdict: "结论",
  rules: "不利规则",
  catalogue: "所用法律的摘要",
  subject: "当事人承诺值",
  payload: "附件摘要",
};

const en: Record<keyof typeof zh, string> = {
  title: "Menshen · check a receipt",
  intro:
    "Checks a receipt or proof on your own device. This page does not use the network, and the file does not leave your device.",
  proof: "Receipt or proof",
  proofHint: "Choose a file, or drop it into this box.",
  key: "The record's public key",
  keyHint:
    "Published by whoever runs the record, in the form name+id+base64. Take it from a source that you trust.",
  more: "Witnesses and entry",
  witnesses: "Public keys of witnesses",
  witnessesHint: "One a line.",
  min: "How many witnesses must have cosigned (empty: all)",
  entryFile: "The entry's file (if the proof has it not)",
  says: "What the entry says",
  unknownForm: "The entry is of a version that is not known here; only its bytes can be shown.",
  insecure:
    "There is no Ed25519 of WebCrypto here. Use a newer browser, and open this page from a file or over HTTPS.",
  bytes: "bytes",
  record: "record",
  index: "index",
  size: "entries at that time",
  root: "root hash",
  time: "signed at",
  signer: "signed by",
  event: "event",
  decision: "decision",
  at: "time",
  actor: "actor",
  action: "action",
  purpose: "purpose",
  place: "place",
  verdict: "verdict",
  rules: "rules against it",
  catalogue: "digest of the law",
  subject: "commitment to the person",
  payload: "digest of the attachment",
};

export type Word = keyof typeof zh;
export type Language = "zh-CN" | "en";

export const words: Record<Language, Record<Word, string>> = { "zh-CN": zh, en };
export const answers: Record<Language, Record<Verdict, [string, string]>> = {
  "zh-CN": verdictsZh,
  en: verdictsEn,
};
