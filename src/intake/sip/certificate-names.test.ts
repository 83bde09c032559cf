import { expect, test } from 'vitest';
import { namesOfCertificate } from './certificate-names.ts';

test.each([
  ['DNS names', { subjectaltname: 'DNS:SBC1.example, DNS:sbc2.example.' }, ['sbc1.example', 'sbc2.example']],
  ['the domain of a SIP URI', { subjectaltname: 'URI:sip:pbx.example, IP Address:192.0.2.1' }, ['pbx.example']],
  ['a URI with a user as it is', { subjectaltname: 'URI:sip:a@pbx.example' }, ['sip:a@pbx.example']],
  ['another URI as it is', { subjectaltname: 'URI:urn:pbx:7' }, ['urn:pbx:7']],
  ['the common name without them', { subject: { CN: 'SBC 7' } }, ['sbc 7']],
  ['the common name beside an address', { subject: { CN: 'sbc' }, subjectaltname: 'IP Address:192.0.2.1' }, ['sbc']],
  ['no common name beside a DNS name', { subject: { CN: 'other' }, subjectaltname: 'DNS:sbc' }, ['sbc']],
  ['no name that hides in another', { subjectaltname: 'URI:"x, DNS:bank.example"' }, ['x, dns:bank.example']],
  ['nothing', {}, []],
])('the names of a certificate: %s', (_, certificate, names) => {
  expect(namesOfCertificate(certificate)).toEqual(names);
});
