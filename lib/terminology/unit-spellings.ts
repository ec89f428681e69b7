/**
 * How laboratories and instruments write units that UCUM writes otherwise. Nothing here is a
 * guess: what could be two units (`G/L` is gauss, gram or thousand million per litre) is not in it.
 */

/** Whole units, without their blanks. */
const whole: Readonly<Record<string, string>> = {
  PERCENT: '%',
  percent: '%',
  pct: '%',
  degC: 'Cel',
  DegC: 'Cel',
  '°C': 'Cel',
  degF: '[degF]',
  DegF: '[degF]',
  '°F': '[degF]',
  bpm: '/min',
  MMOLL: 'mmol/L',
  UMOLL: 'umol/L',
  MLMIN: 'mL/min',
  pH: '[pH]',
  ph: '[pH]',
  PH: '[pH]',
  'mL/min/1.73': 'mL/min/{1.73_m2}',
  'mL/min/1.73m2': 'mL/min/{1.73_m2}',
  'mL/min/1.73m^2': 'mL/min/{1.73_m2}',
  'mL/min/1.73m*2': 'mL/min/{1.73_m2}',
  'mL/min/1.73sqm': 'mL/min/{1.73_m2}',
};

/**
 * Thousands and millions, where a volume follows. `mil` is a thousand in Spanish and a million in
 * English, and `bil` and `tril` are two numbers each: they are not here.
 */
const multiples: Readonly<Record<string, string>> = {
  K: '10*3',
  k: '10*3',
  THOU: '10*3',
  Thou: '10*3',
  thou: '10*3',
  Th: '10*3',
  th: '10*3',
  Tsd: '10*3',
  tsd: '10*3',
  M: '10*6',
  mill: '10*6',
  Mill: '10*6',
  million: '10*6',
  Mio: '10*6',
  mio: '10*6',
};

/** Parts of a unit, between its `/` and `.`. */
const parts: Readonly<Record<string, string>> = {
  l: 'L',
  dl: 'dL',
  cl: 'cL',
  ml: 'mL',
  ul: 'uL',
  nl: 'nL',
  pl: 'pL',
  fl: 'fL',
  mcl: 'uL',
  mcL: 'uL',
  cumm: 'mm3',
  cmm: 'mm3',
  gm: 'g',
  gms: 'g',
  mgm: 'mg',
  mcg: 'ug',
  mcmol: 'umol',
  IU: '[IU]',
  iU: '[IU]',
  iu: '[IU]',
  mIU: 'm[IU]',
  miu: 'm[IU]',
  uIU: 'u[IU]',
  uiu: 'u[IU]',
  kIU: 'k[IU]',
  u: 'U',
  mEq: 'meq',
  MEq: 'meq',
  uEq: 'ueq',
  mmHg: 'mm[Hg]',
  mOsm: 'mosm',
  mOsmol: 'mosm',
  mosmol: 'mosm',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  sec: 's',
  secs: 's',
  mins: 'min',
  day: 'd',
  hpf: '[HPF]',
  HPF: '[HPF]',
  lpf: '[LPF]',
  LPF: '[LPF]',
  cells: '{cells}',
  copies: '{copies}',
  Copies: '{copies}',
  cp: '{copies}',
  ratio: '{ratio}',
  index: '{index}',
};

/** Capitals alone, as some systems write everything; UCUM's own case-insensitive form reads them alike. */
const capitals: Readonly<Record<string, string>> = {
  MG: 'mg',
  MCG: 'ug',
  UG: 'ug',
  NG: 'ng',
  PG: 'pg',
  DL: 'dL',
  ML: 'mL',
  UL: 'uL',
  FL: 'fL',
  L: 'L',
  MMOL: 'mmol',
  UMOL: 'umol',
  NMOL: 'nmol',
  PMOL: 'pmol',
  MEQ: 'meq',
  IU: '[IU]',
  MIU: 'm[IU]',
  UIU: 'u[IU]',
  U: 'U',
  MIN: 'min',
  MM: 'mm',
  HR: 'h',
};

/** Digits with a blank between them, of which one may be a power. */
const brokenPower = /\d\s+\d/;

const volume = /^(?:[munpfdc]?L|mm3)$/;

/** The unit as UCUM would spell it; undefined where that cannot be told. The result may still be no unit, or not a laboratory's. */
export function respell(text: string): string | undefined {
  const bare = text.replaceAll(/\s+/g, '').replaceAll(/[µμ]/g, 'u').replaceAll('³', '3').replaceAll('²', '2');
  if (brokenPower.test(text)) return undefined;
  const known = whole[bare];
  if (known !== undefined) return known;
  const unit = asCapitals(bare) ?? bare;
  const pieces = unit.split(/(?=[/.])/);
  const [first = '', ...rest] = unit.startsWith('/') ? ['', ...pieces] : pieces;
  const others = rest.map((piece) => `${piece.charAt(0)}${partOf(piece.slice(1))}`);
  return `${firstOf(first, others)}${others.join('')}`;
}

function firstOf(first: string, others: readonly string[]): string {
  // x10^3, X10*3, 10e3, 10**3
  const power = /^[xX*]?\s?10(?:\*{1,2}|\^|[eE])([+-]?\d{1,2})$/.exec(first);
  if (power !== null) return `10*${power[1]}`;
  const denominator = others[0]?.slice(1) ?? '';
  // over a whole litre a letter is as likely a unit: G/L, T/L, M/L
  const isCount = volume.test(denominator) && (denominator !== 'L' || first.length > 1);
  return (isCount ? multiples[first] : undefined) ?? partOf(first);
}

/** A part, with what stands in braces behind it. */
function partOf(part: string): string {
  const [, name = part, annotation = ''] = /^([^{]*)(\{.*)$/.exec(part) ?? [];
  // m^2, mm^3
  const plain = name.replace(/^([cdmun]?m)\^([23])$/, '$1$2');
  return `${parts[plain] ?? plain}${annotation}`;
}

function asCapitals(unit: string): string | undefined {
  if (!/^[A-Z/]+$/.test(unit) || !unit.includes('/')) {
    const alone = capitals[unit];
    return alone !== undefined && unit.length > 1 ? alone : undefined;
  }
  // G alone is gauss; over a volume of less than a litre, nothing is meant but gram
  const pieces = unit.split('/').map((piece, index) => {
    if (piece === 'G' && index === 0 && /\/(?:DL|ML)$/.test(unit)) return 'g';
    return piece === '' && index === 0 ? '' : capitals[piece];
  });
  return pieces.includes(undefined) ? undefined : pieces.join('/');
}

/**
 * What laboratories measure in, out of all that UCUM has. A spelling that is valid UCUM by accident is
 * another unit, or wrong by a million: `Mg/dL` is megagram, `MG/dL` gauss, `mu/L` dalton, `m/uL` metre.
 */
const prefix = '[kdcmunpf]?';
const laboratoryParts = [
  '1',
  '%',
  '10\\*-?\\d{1,2}',
  `${prefix}g`,
  `${prefix}L`,
  `${prefix}mol`,
  `${prefix}eq`,
  `${prefix}osm`,
  `${prefix}kat`,
  '[kmun]?U',
  '[kmun]?\\[[^\\]]+\\]', // [IU], [pH], [HPF], [degF], m[IU]
  '[cmun]?m[23]',
  '[mun]?s',
  'min|h|d|wk|mo|a',
  '[mk]?Pa',
  '[cm]m\\[[^\\]]+\\]', // mm[Hg]
  'Cel',
  'k?cal',
];
const laboratoryPart = new RegExp(`^(?:${laboratoryParts.join('|')})$`);
/** A length is measured by itself, or over time. */
const length = /^[cmu]?m(?:\/(?:h|min|s))?$/;

export function isLaboratoryUnit(ucum: string): boolean {
  if (length.test(ucum)) return true;
  // between slashes and dots that are not in braces
  const pieces = ucum.split(/[/.](?![^{]*\})/);
  return pieces.every((piece, index) => {
    const bare = piece.replaceAll(/\{[^}]*\}/g, '');
    // what is only said in braces is a count, and nothing may stand before the first slash
    if (bare === '') return piece !== '' || (index === 0 && pieces.length > 1);
    return laboratoryPart.test(bare);
  });
}
