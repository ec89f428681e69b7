/**
 * Species that taxonomy moved to another genus, as laboratories still write them, and their present names. A row is here
 * only if a public source gives both names. Yeasts: Kidd et al., Fungal Nomenclature (Open Forum Infect Dis
 * 2023;10:ofac559), and the anamorph and teleomorph names of the CDC. Bacteria and moulds: names and synonyms in UniProt,
 * the NCBI taxonomy and LPSN (lpsn.dsmz.de), or a clinical laboratory's published list of former names. A name that was
 * split among several species is left out, because it does not say which one is meant.
 */
const table: readonly (readonly [former: string, present: string])[] = [
  ['actinobacillus actinomycetemcomitans', 'aggregatibacter actinomycetemcomitans'],
  ['alcaligenes xylosoxidans', 'achromobacter xylosoxidans'],
  ['bacteroides ureolyticus', 'campylobacter ureolyticus'],
  ['branhamella catarrhalis', 'moraxella catarrhalis'],
  ['campylobacter pylori', 'helicobacter pylori'],
  ['candida auris', 'candidozyma auris'],
  ['candida famata', 'debaryomyces hansenii'],
  ['candida glabrata', 'nakaseomyces glabratus'],
  ['candida guilliermondii', 'meyerozyma guilliermondii'],
  ['candida kefyr', 'kluyveromyces marxianus'],
  ['candida krusei', 'pichia kudriavzevii'],
  ['candida lipolytica', 'yarrowia lipolytica'],
  ['candida lusitaniae', 'clavispora lusitaniae'],
  ['candida norvegensis', 'pichia norvegensis'],
  ['candida pelliculosa', 'wickerhamomyces anomalus'],
  ['candida rugosa', 'diutina rugosa'],
  ['chryseobacterium meningosepticum', 'elizabethkingia meningoseptica'],
  ['citrobacter diversus', 'citrobacter koseri'],
  ['clostridium clostridioforme', 'enterocloster clostridioformis'],
  ['clostridium difficile', 'clostridioides difficile'],
  ['clostridium sordellii', 'paeniclostridium sordellii'],
  ['enterobacter aerogenes', 'klebsiella aerogenes'],
  ['enterobacter agglomerans', 'pantoea agglomerans'],
  ['enterobacter amnigenus', 'lelliottia amnigena'],
  ['enterobacter cowanii', 'kosakonia cowanii'],
  ['enterobacter gergoviae', 'pluralibacter gergoviae'],
  ['enterobacter intermedius', 'kluyvera intermedia'],
  ['enterobacter sakazakii', 'cronobacter sakazakii'],
  ['eubacterium lentum', 'eggerthella lenta'],
  ['flavobacterium meningosepticum', 'elizabethkingia meningoseptica'],
  ['haemophilus segnis', 'aggregatibacter segnis'],
  ['klebsiella ornithinolytica', 'raoultella ornithinolytica'],
  ['klebsiella planticola', 'raoultella planticola'],
  ['klebsiella terrigena', 'raoultella terrigena'],
  ['lactobacillus casei', 'lacticaseibacillus casei'],
  ['lactobacillus fermentum', 'limosilactobacillus fermentum'],
  ['lactobacillus paracasei', 'lacticaseibacillus paracasei'],
  ['lactobacillus plantarum', 'lactiplantibacillus plantarum'],
  ['lactobacillus rhamnosus', 'lacticaseibacillus rhamnosus'],
  ['mycobacterium abscessus', 'mycobacteroides abscessus'],
  ['mycobacterium chelonae', 'mycobacteroides chelonae'],
  ['nakaseomyces glabrata', 'nakaseomyces glabratus'],
  ['ochrobactrum anthropi', 'brucella anthropi'],
  ['ochrobactrum intermedium', 'brucella intermedia'],
  ['penicillium marneffei', 'talaromyces marneffei'],
  ['peptostreptococcus magnus', 'finegoldia magna'],
  ['peptostreptococcus micros', 'parvimonas micra'],
  ['propionibacterium acnes', 'cutibacterium acnes'],
  ['propionibacterium avidum', 'cutibacterium avidum'],
  ['propionibacterium granulosum', 'cutibacterium granulosum'],
  ['proteus morganii', 'morganella morganii'],
  ['pseudallescheria boydii', 'scedosporium boydii'],
  ['pseudomonas cepacia', 'burkholderia cepacia'],
  ['pseudomonas maltophilia', 'stenotrophomonas maltophilia'],
  ['scedosporium prolificans', 'lomentospora prolificans'],
  ['staphylococcus lentus', 'mammaliicoccus lentus'],
  ['staphylococcus sciuri', 'mammaliicoccus sciuri'],
  ['staphylococcus vitulinus', 'mammaliicoccus vitulinus'],
  ['streptococcus faecalis', 'enterococcus faecalis'],
  ['streptococcus faecium', 'enterococcus faecium'],
  ['vibrio damsela', 'photobacterium damselae'],
  ['xanthomonas maltophilia', 'stenotrophomonas maltophilia'],
];

/** `candida glabrata`, and `c glabrata` as well. */
const presentNames: ReadonlyMap<string, readonly string[]> = new Map(
  table.flatMap(([former, present]) =>
    [former, `${former.slice(0, 1)}${former.slice(former.indexOf(' '))}`].map(
      (name) => [name, present.split(' ')] as const,
    ),
  ),
);

/** The words of a name, with the present name of a species in place of a former one. */
export function withPresentName(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => presentNames.has(`${word} ${words[index + 1]}`));
  if (at < 0) return words;
  return [
    ...words.slice(0, at),
    ...(presentNames.get(`${words[at]} ${words[at + 1]}`) ?? []),
    ...words.slice(at + 2),
  ];
}

/** A name without the former name that it adds: `Klebsiella aerogenes (formerly Enterobacter aerogenes)`. */
export function withoutFormerName(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word === 'formerly' || word === 'previously');
  const former = words.slice(at + 1).filter((word) => word !== 'known' && word !== 'called' && word !== 'as');
  const isSame = at > 0 && withPresentName(former).join(' ') === words.slice(0, at).join(' ');
  return isSame ? words.slice(0, at) : words;
}
