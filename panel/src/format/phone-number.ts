/** The first two digits of Poland's mobile numbers (UKE's numbering plan, zones 45–88). */
const MOBILE_ZONES = ['45', '50', '51', '53', '57', '60', '66', '69', '72', '73', '78', '79', '88'];
/** Intelligent-network services (freephone, shared cost, premium rate), written in threes like mobiles. */
const SERVICE_ZONES = ['70', '80'];

const POLISH = /^\+48(\d{9})$/;

/**
 * A stored number as people write it: `22 123 45 67`, `512 345 678`, a foreign one with `+`, an extension
 * or a short code as it is. A withheld number has no digits: the caller of this function says so in words.
 */
export function formatPhoneNumber(number: string): string {
  const national = POLISH.exec(number)?.[1];
  if (national === undefined) return number;
  return writtenInThrees(national)
    ? national.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3')
    : national.replace(/(\d{2})(\d{3})(\d{2})(\d{2})/, '$1 $2 $3 $4');
}

function writtenInThrees(national: string): boolean {
  const zone = national.slice(0, 2);
  return MOBILE_ZONES.includes(zone) || SERVICE_ZONES.includes(zone);
}
