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
  'mL/min/1.73m2': 'mL/min/{1.73_m2}',
  'mL/min/1.73m^2': 'mL/min/{1.73_m2}',
  'mL/min/1.73m*2': 'mL/min/{1.73_m2}',
  'mL/min/1.73sqm': 'mL/min/{1.73_m2}',
};

/** Thousands, millions, … where a volume follows. */
const multiples: Readonly<Record<string, string>> = {
  K: '10*3',
  k: '10*3',
  THOU: '10*3',
  thou: '10*3',
  Thou: '10*3',
  th: '10*3',
  M: '10*6',
  MIL: '10*6',
  mil: '10*6',
  mill: '10*6',
  Mill: '10*6',
  million: '10*6',
  bil: '10*9',
  bill: '10*9',
  tril: '10*12',
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

/**
 * No telling what is meant: a letter that is a multiple to laboratories and a unit to UCUM, over a
 * litre or alone; and digits in front or with a blank between them, of which one may be a power.
 */
const ambiguous = /^(?:[GTKM]\/L|[A-KM-TV-Z])$|^(?!10[*^eE]|1\/|1$)\d/;
const brokenPower = /\d\s+\d/;

const volume = /^(?:[munpfdc]?L|mm3)$/;

/** The unit as UCUM would spell it; undefined where that cannot be told. The result may still be no unit. */
export function respell(text: string): string | undefined {
  const bare = text.replaceAll(/\s+/g, '').replaceAll(/[µμ]/g, 'u').replaceAll('³', '3').replaceAll('²', '2');
  if (ambiguous.test(bare) || brokenPower.test(text)) return undefined;
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
  const multiple = volume.test(denominator) ? multiples[first] : undefined;
  return multiple ?? partOf(first);
}

/** A part, with what stands in braces behind it. */
function partOf(part: string): string {
  const [, name = part, annotation = ''] = /^([^{]*)(\{.*)$/.exec(part) ?? [];
  return `${parts[name] ?? name}${annotation}`;
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
