/** Words of descriptions: they are no genus, although many names begin with them. */
export const descriptions: ReadonlySet<string> = new Set([
  ...['gram', 'negative', 'positive', 'bacteria', 'organism', 'organisms'],
  ...['coagulase', 'oxidase', 'lactose', 'fermenting', 'fermenter', 'hemolytic', 'haemolytic'],
  ...['alpha', 'beta', 'gamma', 'group', 'acid', 'fast', 'anaerobic', 'aerobic', 'viridans', 'complex'],
  ...['methicillin', 'vancomycin', 'carbapenem', 'resistant', 'susceptible', 'producing', 'mucoid'],
  ...['heavy', 'moderate', 'light', 'many', 'scant', 'rare', 'growth', 'mixed', 'normal', 'flora'],
  ...['presumptive', 'probable', 'possible', 'isolate', 'isolated', 'identified', 'detected', 'strain'],
  ...['colonies', 'colony', 'type', 'enterica', 'subspecies', 'subsp', 'serovar', 'serotype'],
  ...['non', 'few', 'of', 'the', 'not', 'no', 'esbl', 'mrsa', 'mssa', 'vre', 'cre'],
  ...['rods', 'rod', 'cocci', 'bacilli', 'coccobacilli', 'diplococci', 'yeast', 'yeasts', 'mold', 'mould'],
  ...['budding', 'in', 'clusters', 'chains', 'pairs', 'small', 'large', 'slender', 'curved', 'seen'],
]);

const shapes: ReadonlySet<string> = new Set([
  ...['rods', 'rod', 'cocci', 'bacilli', 'coccobacilli', 'diplococci', 'yeast', 'yeasts', 'mold', 'mould'],
]);

/** Whether words only say how an organism looks: `Gram negative rods`, `Yeast`. `Normal flora` is an answer. */
export const areDescription = (words: readonly string[]): boolean =>
  words.some((word) => shapes.has(word)) && words.every((word) => descriptions.has(word));

/** Whether a name is only what a Gram stain shows: `Gram negative rods`, `Many gram-positive cocci in clusters`. */
export function isStain(name: string): boolean {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return words.includes('gram') && areDescription(words);
}

/** How organisms of a genus look, for the genera that laboratories report most. */
const looks: readonly (readonly [look: Look, genera: ReadonlySet<string>])[] = [
  [
    'gram positive',
    new Set([
      ...['staphylococcus', 'streptococcus', 'enterococcus', 'listeria', 'corynebacterium', 'bacillus'],
      ...['clostridium', 'clostridioides', 'cutibacterium', 'micrococcus', 'aerococcus', 'lactobacillus'],
    ]),
  ],
  [
    'gram negative',
    new Set([
      ...['escherichia', 'klebsiella', 'enterobacter', 'proteus', 'pseudomonas', 'acinetobacter', 'serratia'],
      ...['citrobacter', 'salmonella', 'shigella', 'haemophilus', 'neisseria', 'moraxella', 'morganella'],
      ...['providencia', 'stenotrophomonas', 'burkholderia', 'bacteroides', 'campylobacter', 'yersinia'],
      ...['cronobacter', 'pantoea', 'raoultella', 'achromobacter', 'elizabethkingia', 'brucella'],
    ]),
  ],
  [
    'fungus',
    new Set([
      ...['candida', 'candidozyma', 'nakaseomyces', 'pichia', 'clavispora', 'meyerozyma', 'kluyveromyces'],
      ...['cryptococcus', 'aspergillus', 'saccharomyces'],
    ]),
  ],
];

type Look = 'gram positive' | 'gram negative' | 'fungus';

/** Whether a name has a known genus whose organisms look as described. */
export function mayDescribe(description: readonly string[], name: readonly string[]): boolean {
  const described = lookIn(description);
  const known = looks.find(([, genera]) => name.some((word) => genera.has(word)));
  return known !== undefined && (described === undefined || known[0] === described);
}

function lookIn(description: readonly string[]): Look | undefined {
  if (description.some((word) => /^(?:yeasts?|mold|mould)$/.test(word))) return 'fungus';
  const stain = description[description.indexOf('gram') + 1];
  if (!description.includes('gram')) return undefined;
  return stain === 'positive' ? 'gram positive' : stain === 'negative' ? 'gram negative' : undefined;
}
