/**
 * `weryfikacja.html` of an evidence pack: checks a pack in the browser, offline, by WebCrypto. One file without anything from elsewhere, because
 * it is opened from a disk, perhaps years later. It takes the ZIP, or its files.
 */
export const VERIFIER_PAGE = String.raw`<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>Weryfikacja pakietu dowodowego</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; }
label { display: block; margin: 1rem 0; padding: 1rem; border: 2px dashed currentColor; border-radius: .5rem; }
ul { list-style: none; padding: 0; }
li { margin: .5rem 0; padding: .5rem .75rem; border-left: .3rem solid #868e96; }
li[data-state="ok"] { border-color: #2b8a3e; }
li[data-state="bad"] { border-color: #c92a2a; }
li[data-state="note"] { border-color: #e67700; }
#verdict { font-size: 1.25rem; font-weight: 700; }
code { font-size: .85em; }
</style>
</head>
<body>
<main>
<h1>Weryfikacja pakietu dowodowego</h1>
<p>Wybierz plik ZIP pakietu albo wszystkie pliki po rozpakowaniu. Nic nie jest wysyłane: sprawdzenie odbywa się w tej przeglądarce, bez Internetu.</p>
<p lang="en">Choose the ZIP of the pack, or all of its files. Nothing is sent anywhere: it is checked in this browser, offline.</p>
<label>Plik ZIP lub pliki pakietu <input id="files" type="file" multiple></label>
<p id="verdict" role="status" aria-live="polite"></p>
<ul id="checks"></ul>
<p>Kto podpisał, mówi odcisk klucza: porównaj go z kluczem, który operator publikuje pod adresem <code>/api/v1/evidence-keys</code> swojego Panelu.
Plik tej strony też jest w manifeście: w razie wątpliwości otwórz stronę z innego, pewnego pakietu.</p>
</main>
<script>
'use strict';
const list = document.getElementById('checks');
const verdict = document.getElementById('verdict');
let bad = 0, notes = 0;

function say(state, text) {
  const item = document.createElement('li');
  item.dataset.state = state;
  item.textContent = (state === 'ok' ? '✔ ' : state === 'bad' ? '✘ ' : 'ℹ ') + text;
  list.append(item);
  if (state === 'bad') bad += 1;
  if (state === 'note') notes += 1;
}

document.getElementById('files').addEventListener('change', async (event) => {
  list.replaceChildren();
  bad = 0; notes = 0;
  verdict.textContent = 'Sprawdzanie…';
  try {
    await verify(await readFiles([...event.target.files]));
  } catch (error) {
    say('bad', 'Nie da się odczytać pakietu: ' + error.message);
  }
  verdict.textContent = bad > 0 ? 'PAKIET NIE JEST PRAWIDŁOWY' : notes > 0 ? 'PAKIET JEST NIENARUSZONY, z uwagami' : 'PAKIET JEST PRAWIDŁOWY';
  verdict.dataset.result = bad > 0 ? 'bad' : 'ok';
});

/* By their paths in the pack. */
async function readFiles(chosen) {
  const files = new Map();
  if (chosen.length === 1 && /\.zip$/i.test(chosen[0].name)) return readZip(new Uint8Array(await chosen[0].arrayBuffer()));
  for (const file of chosen) {
    const path = /\.mp3$/i.test(file.name) ? 'nagranie/' + file.name : file.name;
    files.set(path, new Uint8Array(await file.arrayBuffer()));
  }
  return files;
}

/* Stored, not compressed files, by the central directory (APPNOTE 4.3.12); with ZIP64 where an offset needs it. */
function readZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error('to nie jest plik ZIP');
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('spis ZIP jest uszkodzony');
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 24, true)];
    const [nameLength, extraLength, noteLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (method !== 0 || size === 0xffffffff || local === 0xffffffff) throw new Error('nieobsługiwany ZIP: rozpakuj go i wybierz pliki');
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (files.has(name)) throw new Error('plik ' + name + ' jest w ZIP dwa razy');
    files.set(name, bytes.slice(start, start + size));
    at += 46 + nameLength + extraLength + noteLength;
  }
  return files;
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const digest = async (bytes, name = 'SHA-256') => new Uint8Array(await crypto.subtle.digest(name, bytes));
const equal = (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]);
const text = (bytes) => new TextDecoder().decode(bytes);

async function verify(files) {
  const manifestBytes = files.get('manifest.json');
  if (manifestBytes === undefined) return say('bad', 'Brak pliku manifest.json.');
  const manifest = JSON.parse(text(manifestBytes));
  if (manifest.format !== 'fonoteka-evidence-1') return say('bad', 'Nieznany format manifestu.');
  await verifyFiles(files, manifest);
  await verifySignature(files, manifest, manifestBytes);
  await verifyLog(files, manifest);
  await verifyTimeStamp(files, manifest, manifestBytes);
}

async function verifyFiles(files, manifest) {
  const closing = ['manifest.json', 'manifest.sig', 'manifest.tsr', 'manifest.tsr.sig'];
  for (const { path, sizeBytes, sha256 } of manifest.files) {
    const bytes = files.get(path);
    if (bytes === undefined) say('bad', 'Brak pliku ' + path + '.');
    else if (bytes.length !== sizeBytes || hex(await digest(bytes)) !== sha256) say('bad', 'Plik ' + path + ' zmieniono.');
    else say('ok', path + ': SHA-256 ' + sha256);
  }
  for (const path of files.keys())
    if (!closing.includes(path) && !manifest.files.some((file) => file.path === path)) say('bad', 'Plik ' + path + ' nie należy do pakietu.');
}

async function verifySignature(files, manifest, manifestBytes) {
  const [pem, signature] = [files.get('klucz-publiczny.pem'), files.get('manifest.sig')];
  if (pem === undefined || signature === undefined) return say('bad', 'Brak klucza publicznego lub podpisu.');
  let spki;
  try {
    spki = Uint8Array.from(atob(text(pem).replace(/-----[^-]*-----|\s/g, '')), (char) => char.charCodeAt(0));
  } catch {
    return say('bad', 'Klucz publiczny jest nieczytelny.');
  }
  const fingerprint = hex(await digest(spki));
  if (fingerprint !== manifest.key.fingerprint) return say('bad', 'Klucz publiczny nie jest tym, który podpisał.');
  let key;
  try {
    key = await crypto.subtle.importKey('spki', spki, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return say('note', 'Ta przeglądarka nie umie sprawdzić podpisu Ed25519. Użyj nowszej, albo: openssl pkeyutl -verify -pubin -inkey klucz-publiczny.pem -rawin -in manifest.json -sigfile manifest.sig');
  }
  const isValid = await crypto.subtle.verify({ name: 'Ed25519' }, key, signature, manifestBytes);
  const [stamp, stampSignature] = [files.get('manifest.tsr'), files.get('manifest.tsr.sig')];
  const isStampSigned = stamp === undefined ? stampSignature === undefined : stampSignature !== undefined && await crypto.subtle.verify({ name: 'Ed25519' }, key, stampSignature, stamp);
  if (!isStampSigned) say('bad', 'Plik znacznika czasu zmieniono albo brak jego podpisu.');
  say(isValid ? 'ok' : 'bad', isValid ? 'Podpis manifestu jest prawidłowy. Odcisk klucza: ' + fingerprint : 'Podpis nie pasuje do manifestu.');
}

/* RFC 8785: members sorted by name. */
function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  return '{' + Object.keys(value).sort().map((name) => JSON.stringify(name) + ':' + canonical(value[name])).join(',') + '}';
}

async function verifyLog(files, manifest) {
  const log = files.get('dziennik.ndjson');
  if (log === undefined) return;
  let last = { seq: 0, hash: null }, count = 0;
  for (const line of text(log).split('\n').filter((one) => one !== '')) {
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      return say('bad', 'Wpis dziennika jest nieczytelny.');
    }
    const { hash, ...hashed } = event;
    if (hex(await digest(new TextEncoder().encode(canonical(hashed)))) !== hash) return say('bad', 'Wpis dziennika nr ' + event.seq + ' zmieniono.');
    if (event.seq <= last.seq || event.seq > manifest.chain.seq) return say('bad', 'Wpisy dziennika są w złej kolejności.');
    if (event.seq === last.seq + 1 && last.hash !== null && event.previousHash !== last.hash) return say('bad', 'Wpis dziennika nr ' + event.seq + ' nie łączy się z poprzednim.');
    if (event.seq === manifest.chain.seq && hash !== manifest.chain.hash) return say('bad', 'Ostatni wpis dziennika nie jest końcem łańcucha.');
    last = { seq: event.seq, hash };
    count += 1;
  }
  if (count !== manifest.chain.events) return say('bad', 'W wyciągu z dziennika brakuje wpisów.');
  say('ok', 'Wyciąg z dziennika: wpisów ' + count + ', każdy z prawidłowym skrótem. Łańcuch kończył się wtedy na wpisie ' + manifest.chain.seq + ', skrót ' + manifest.chain.hash + '.');
}

/* DER: the tag, the content, and the whole of one element; nested ones on demand. */
function readDer(bytes, at = 0) {
  const tag = bytes[at];
  let length = bytes[at + 1], head = 2;
  if (length === undefined) throw new Error('DER');
  if (length > 127) {
    const digits = length & 127;
    if (digits === 0 || digits > 4) throw new Error('DER');
    length = 0;
    for (let digit = 0; digit < digits; digit += 1) length = length * 256 + bytes[at + 2 + digit];
    head += digits;
  }
  const end = at + head + length;
  if (end > bytes.length) throw new Error('DER');
  return { tag, content: bytes.subarray(at + head, end), whole: bytes.subarray(at, end), end };
}
function children(element) {
  const found = [];
  for (let at = 0; at < element.content.length; ) {
    const child = readDer(element.content, at);
    found.push(child);
    at = child.end;
  }
  return found;
}
function oid(element) {
  const [first, ...rest] = element.content;
  const parts = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))];
  let value = 0;
  for (const byte of rest) {
    value = value * 128 + (byte & 127);
    if (byte < 128) { parts.push(value); value = 0; }
  }
  return parts.join('.');
}
const HASHES = { '2.16.840.1.101.3.4.2.1': 'SHA-256', '2.16.840.1.101.3.4.2.2': 'SHA-384', '2.16.840.1.101.3.4.2.3': 'SHA-512' };
const CURVES = { '1.2.840.10045.3.1.7': ['P-256', 32], '1.3.132.0.34': ['P-384', 48], '1.3.132.0.35': ['P-521', 66] };

async function verifyTimeStamp(files, manifest, manifestBytes) {
  const answer = files.get('manifest.tsr');
  if (manifest.timeStamp === 'no-authority') return answer === undefined
    ? say('note', 'Pakiet nie ma znacznika czasu: operator nie ustawił urzędu. Czas podaje tylko podpisujący: ' + manifest.madeAt)
    : say('bad', 'Pakiet ma znacznik czasu, którego manifest nie wymienia.');
  if (manifest.timeStamp === 'authority-failed') return answer === undefined
    ? say('note', 'Pakiet nie ma znacznika czasu: urząd nie odpowiedział. Czas podaje tylko podpisujący: ' + manifest.madeAt)
    : say('bad', 'Pakiet ma znacznik czasu, którego manifest nie wymienia.');
  if (answer === undefined) return say('bad', 'Brak znacznika czasu (manifest.tsr), który wymienia manifest.');
  try {
    say('ok', await checkToken(answer, manifestBytes));
  } catch (error) {
    say('bad', 'Znacznik czasu jest nieprawidłowy: ' + error.message);
  }
}

/* RFC 3161, RFC 5652 §5.4: the imprint, the signed attributes, and their signature. */
async function checkToken(answer, manifestBytes) {
  const response = readDer(answer);
  if (response.end !== answer.length) throw new Error('bajty za końcem');
  const [status, token] = children(response);
  const granted = children(status)[0].content;
  if (granted.length !== 1 || granted[0] > 1 || children(status).length !== 1) throw new Error('urząd odmówił');
  const [type, explicit] = children(token);
  if (oid(type) !== '1.2.840.113549.1.7.2') throw new Error('to nie jest CMS');
  const signed = children(children(explicit)[0]);
  const encap = children(signed[2]);
  if (oid(encap[0]) !== '1.2.840.113549.1.9.16.1.4') throw new Error('to nie jest TSTInfo');
  const info = children(encap[1])[0].content;
  const fields = children(readDer(info));
  const [algorithm, imprint] = children(fields[2]);
  const name = HASHES[oid(children(algorithm)[0])];
  if (name === undefined || !equal(imprint.content, await digest(manifestBytes, name))) throw new Error('skrót nie pasuje do manifestu');
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text(fields[4].content));
  const when = new Date(Date.UTC(time[1], time[2] - 1, time[3], time[4], time[5], time[6]));
  const certificates = signed.filter(({ tag }) => tag === 0xa0).flatMap(children);
  const signer = children(children(signed.at(-1))[0]);
  const attributes = signer.find(({ tag }) => tag === 0xa0);
  const hashName = HASHES[oid(children(signer[2])[0])];
  const valueOf = (wanted) => {
    const found = children(attributes).map(children).find(([id]) => oid(id) === wanted);
    return found === undefined ? undefined : children(found[1])[0];
  };
  const messageDigest = valueOf('1.2.840.113549.1.9.4');
  if (messageDigest === undefined || !equal(messageDigest.content, await digest(info, hashName))) throw new Error('podpisano inną treść');
  const certificate = await signersCertificate(certificates, valueOf('1.2.840.113549.1.9.16.2.47'), valueOf('1.2.840.113549.1.9.16.2.12'));
  const at = signer.indexOf(attributes);
  // "a separate encoding of the signedAttrs ... EXPLICIT SET OF tag" (RFC 5652 §5.4).
  const toBeSigned = Uint8Array.from(attributes.whole);
  toBeSigned[0] = 0x31;
  await checkSignature(certificate, { signature: signer[at + 2].content, toBeSigned, hashName });
  const { subject, issuer, serial } = namesOf(certificate);
  return 'Znacznik czasu ' + when.toISOString() + ' (' + when.toLocaleString('pl-PL', { timeZone: 'Europe/Warsaw' }) + ' w Polsce), jego skrót pasuje do manifestu, a podpis do certyfikatu: ' + subject + ', wystawca: ' + issuer + ', numer ' + serial
    + '. Czy certyfikatowi można ufać, sprawdzi: openssl ts -verify -in manifest.tsr -data manifest.json -CAfile urzad.pem';
}

/* The one whose hash is signed (RFC 5816, RFC 2634). */
async function signersCertificate(certificates, v2, v1) {
  const attribute = v2 ?? v1;
  if (attribute === undefined) throw new Error('nie wiadomo, czyj jest podpis');
  const id = children(children(children(attribute)[0])[0]);
  const isNamed = v2 !== undefined && id[0].tag === 0x30;
  const name = isNamed ? HASHES[oid(children(id[0])[0])] : v2 === undefined ? 'SHA-1' : 'SHA-256';
  const hash = (isNamed ? id[1] : id[0]).content;
  for (const certificate of certificates) if (equal(await digest(certificate.whole, name), hash)) return certificate;
  throw new Error('brak certyfikatu podpisującego');
}

function partsOf(certificate) {
  const fields = children(children(certificate)[0]);
  const first = fields[0].tag === 0xa0 ? 1 : 0;
  return { serial: fields[first], issuer: fields[first + 2], subject: fields[first + 4], key: fields[first + 5] };
}

function namesOf(certificate) {
  const { serial, issuer, subject } = partsOf(certificate);
  const nameOf = (name) => {
    const all = children(name).flatMap(children).map(children);
    const found = all.find(([id]) => oid(id) === '2.5.4.3') ?? all.at(-1);
    return found === undefined ? '?' : text(found[1].content);
  };
  return { subject: nameOf(subject), issuer: nameOf(issuer), serial: hex(serial.content) };
}

async function checkSignature(certificate, { signature, toBeSigned, hashName }) {
  const { key } = partsOf(certificate);
  const [algorithm] = children(key);
  const [type, curve] = children(algorithm);
  let isValid;
  if (oid(type) === '1.2.840.113549.1.1.1') {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: hashName };
    isValid = await crypto.subtle.verify(rsa, await crypto.subtle.importKey('spki', key.whole, rsa, false, ['verify']), signature, toBeSigned);
  } else if (oid(type) === '1.2.840.10045.2.1' && CURVES[oid(curve)] !== undefined) {
    const [namedCurve, bytes] = CURVES[oid(curve)];
    const imported = await crypto.subtle.importKey('spki', key.whole, { name: 'ECDSA', namedCurve }, false, ['verify']);
    const raw = new Uint8Array(2 * bytes);
    children(readDer(signature)).forEach(({ content }, index) => {
      const number = content[0] === 0 ? content.subarray(1) : content;
      raw.set(number, (index + 1) * bytes - number.length);
    });
    isValid = await crypto.subtle.verify({ name: 'ECDSA', hash: hashName }, imported, raw, toBeSigned);
  } else throw new Error('nieznany rodzaj klucza');
  if (!isValid) throw new Error('podpis urzędu nie pasuje');
}
</script>
</body>
</html>
`;
