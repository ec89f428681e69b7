/**
 * Spellings of units by laboratories and instruments that differ from UCUM. Nothing here is a guess: a
 * spelling that could be two units is missing (`G/L` is gauss, gram or thousand million per litre).
 */

/** Whole units, without blanks. */
const whole: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

/**
 * Thousands and millions before a volume. `mil` (thousand in Spanish, million in English), `bil` and `tril`
 * (two numbers each) are missing.
 */
const multiples: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

/** Parts of a unit, between `/` and `.`. */
const parts: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

/** Spellings of systems that write only capitals; UCUM's case-insensitive form reads them the same way. */
const capitals: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

/** Digits separated by a blank; the second could be an exponent. */
const brokenPower = /\d\s+\d/;

const volume = /^(?:[munpfdc]?L|mm3)$/;

/**
 * The unit in UCUM spelling; undefined if that is uncertain. The result may still be no unit, or no unit of a
 * laboratory.
 */
export function respell(text: string): string | undefined {
  const bare = text.replaceAll(/\s+/g, '').replaceAll(/[µμ]/g, 'u').replaceAll('³', '3').replaceAll('²', '2');
  if (brokenPower.test(text)) return undefined;
  const known = whole.get(bare);
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
  // before a whole litre, a single letter may also be a unit: G/L, T/L, M/L
  const isCount = volume.test(denominator) && (denominator !== 'L' || first.length > 1);
  return (isCount ? multiples.get(first) : undefined) ?? partOf(first);
}

/** Respells one part and keeps the braces after it. */
function partOf(part: string): string {
  const [, name = part, annotation = ''] = /^([^{]*)(\{.*)$/.exec(part) ?? [];
  // m^2 becomes m2, mm^3 becomes mm3
  const plain = name.replace(/^([cdmun]?m)\^([23])$/, '$1$2');
  return `${parts.get(plain) ?? plain}${annotation}`;
}

function asCapitals(unit: string): string | undefined {
  if (!/^[A-Z/]+$/.test(unit) || !unit.includes('/')) {
    const alone = capitals.get(unit);
    return alone !== undefined && unit.length > 1 ? alone : undefined;
  }
  // G alone is gauss; before a volume below a litre it can only be gram
  const pieces = unit.split('/').map((piece, index) => {
    if (piece === 'G' && index === 0 && /\/(?:DL|ML)$/.test(unit)) return 'g';
    return piece === '' && index === 0 ? '' : capitals.get(piece);
  });
  return pieces.includes(undefined) ? undefined : pieces.join('/');
}

/**
 * The UCUM units that laboratories use. Some spellings are valid UCUM by accident and mean another unit:
 * `Mg/dL` is megagram, `MG/dL` gauss, `mu/L` dalton, `m/uL` metre.
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
/** A length, alone or per unit of time. */
const length = /^[cmu]?m(?:\/(?:h|min|s))?$/;

export function isLaboratoryUnit(ucum: string): boolean {
  if (length.test(ucum)) return true;
  // split at slashes and dots outside braces
  const pieces = ucum.replaceAll(/\{[^{}]*\}/g, '{}').split(/[/.]/);
  return pieces.every((piece, index) => {
    const bare = piece.replaceAll('{}', '');
    // a part with nothing but braces is a count; before the first slash it may also be empty
    if (bare === '') return piece !== '' || (index === 0 && pieces.length > 1);
    return laboratoryPart.test(bare);
  });
}
