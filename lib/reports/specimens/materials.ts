/** A material of which specimens consist. */
export interface Material {
  /** Materials of one family are confused easily: serum is corrected to plasma, hardly ever to urine. */
  readonly family: string;
  /** From general to special: `urine/midstream`. A timed collection is no special case of the plain material. */
  readonly path: string;
}

/**
 * The materials that laboratories send most, with their codes in HL7 tables 0070 and 0487 and in SNOMED CT, and their
 * words in alphabetical order.
 */
const table: readonly (readonly [family: string, path: string, ...names: readonly string[]])[] = [
  ['blood', 'blood', 'bld', 'blood', 'blood whole', 'wb', '119297000', '258580003'],
  ['blood', 'blood/arterial', 'blda', 'arterial blood', '122552005'],
  ['blood', 'blood/capillary', 'bldc', 'blood capillary', '122554006'],
  ['blood', 'blood/cord', 'bldco', 'blood cord', '122556008'],
  ['blood', 'blood/venous', 'bldv', 'blood venous', '122555007'],
  ['blood', 'serum', 'ser', 'serum', '119364003'],
  ['blood', 'plasma', 'plas', 'plasma', '119361006'],
  ['urine', 'urine', 'ur', 'urine', '122575003'],
  ['urine', 'urine/catheter', 'urt', 'catheter urine', '122565001'],
  ['urine', 'urine/midstream', 'urc', 'catch clean urine', '122880004'],
  ['urine', 'urine/midstream', 'midstream urine', 'mid stream urine', '258574006'],
  ['urine', 'urine/spot', 'random urine', 'spot urine', '278020009'],
  [
    'urine',
    '24 h urine',
    '24 h urine',
    '24 hour urine',
    '24 hr urine',
    '24h urine',
    '24hr urine',
    '276833005',
  ],
  ['csf', 'csf', 'csf', 'cerebrospinal fluid', 'cerebral fluid spinal', '258450006'],
  ['amniotic fluid', 'amniotic fluid', 'amn', 'amniotic fluid', '119373006'],
  ['peritoneal fluid', 'peritoneal fluid', 'fluid peritoneal', 'ascites', '168139001'],
  ['pleural fluid', 'pleural fluid', 'fluid pleural', '418564007'],
  ['synovial fluid', 'synovial fluid', 'snv', 'fluid synovial', '119332005'],
  ['saliva', 'saliva', 'slv', 'saliva', '119342007'],
  ['sputum', 'sputum', 'spt', 'sputum', '119334006'],
  ['stool', 'stool', 'stl', 'stool', 'feces', 'faeces', '119339001'],
];

const byName: ReadonlyMap<string, Material> = new Map(
  table.flatMap(([family, path, ...names]) => names.map((name) => [name, { family, path }])),
);

/** HL7 table 0487 for "to be specified elsewhere", and words for anything. An isolate is of any material. */
export const openCodes: ReadonlySet<string> = new Set([
  'xxx',
  'oth',
  'other',
  'unk',
  'unknown',
  'islt',
  'isolate',
]);

/** The words of a name in lower case, without those that every specimen may have. */
export const wordsOf = (name: string): ReadonlySet<string> =>
  new Set(
    name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '' && word !== 'specimen' && word !== 'sample'),
  );

/** The material with this code or these words, in any order. Undefined if it is not known. */
export const materialNamed = (words: ReadonlySet<string>): Material | undefined =>
  byName.get([...words].sort().join(' '));

/** Whether one material is the other, or a special case of it. */
export const isMaterialOf = (a: Material, b: Material): boolean =>
  `${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`);
