import { type Choices, type History, lineOf, type Row, say } from './simulated.ts';

const ORGANISMS: Readonly<Record<string, string>> = {
  '112283007': 'Escherichia coli',
  '56415008': 'Klebsiella pneumoniae',
  '3092008': 'Staphylococcus aureus',
  '60875001': 'Staphylococcus epidermidis',
  '78065002': 'Enterococcus faecalis',
  '52499004': 'Pseudomonas aeruginosa',
};
const NO_GROWTH = '264868006';
/** Ampicillin, ciprofloxacin. */
const DRUGS = ['18864-9', '18906-8'];

interface Drug {
  value: string;
  status: string;
  isNews: boolean;
}

interface Isolate {
  organism: string;
  readonly subId: string;
  isNews: boolean;
  readonly drugs: Map<string, Drug>;
}

/** A culture whose isolates are found, renamed and dropped, with their susceptibilities. */
export function microbiology(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const style = { isRenumbered: below(3) === 0, isWhole: below(3) > 0 };
  const isolates: Isolate[] = [];
  const messages: Uint8Array[] = [];
  let isPreliminary = true;
  let next = 1;
  const fresh = (): string =>
    pick(...Object.keys(ORGANISMS).filter((one) => !isolates.some(({ organism }) => organism === one)));
  const drugOf = (): Drug => ({ value: pick('S', 'R'), status: 'F', isNews: false });
  const find = (): Isolate => {
    const drugs = new Map(DRUGS.slice(0, below(3)).map((drug) => [drug, drugOf()]));
    const isolate = { organism: fresh(), subId: String(next++), isNews: false, drugs };
    isolates.push(isolate);
    return isolate;
  };
  const tell = (isCorrected: boolean, changed?: Isolate): void => {
    const status = isPreliminary ? 'P' : isCorrected ? 'C' : 'F';
    const statusOf = (isNews: boolean): string => (isPreliminary ? 'P' : isNews ? 'C' : 'F');
    const rows = isolates.flatMap((isolate, index): Row[] => {
      if (!style.isWhole && changed !== undefined && isolate !== changed) return [];
      const subId = style.isRenumbered ? String(index + 1) : isolate.subId;
      return [
        organismRow(isolate.organism, statusOf(isolate.isNews), subId),
        ...[...isolate.drugs].map(([code, drug]): Row => {
          const isGone = drug.status === 'W';
          return {
            code,
            subId,
            type: 'ST',
            value: isGone ? '' : drug.value,
            status: isGone ? 'W' : statusOf(drug.isNews),
          };
        }),
      ];
    });
    const nothing = organismRow(NO_GROWTH, status, undefined);
    const order = { service: 'CULT^Culture^L', status, rows: isolates.length === 0 ? [nothing] : rows };
    messages.push(say({ sent: `${messages.length + 1}.0900`, orders: [order] }));
    for (const isolate of isolates)
      for (const one of [isolate, ...isolate.drugs.values()]) one.isNews = false;
  };
  if (isSo()) find();
  tell(false);
  for (let left = 2 + below(2); left > 0; left--) {
    const what = pick('final', 'final', 'find', 'rename', 'other result', 'drop', 'test', 'withdraw');
    const isolate = isolates.length === 0 ? undefined : pick(...isolates);
    const drug = isolate && [...isolate.drugs.values()].at(below(isolate.drugs.size || 1));
    const isFinal = !isPreliminary;
    if (what === 'final' && isPreliminary) {
      isPreliminary = false;
      tell(false);
    } else if (what === 'find' && next <= Object.keys(ORGANISMS).length) {
      const found = find();
      tell(isFinal && (isolates.length === 1 || isSo()), found);
    } else if (what === 'drop' && isolates.length > 1) {
      // a preliminary report only adds, so an isolate is left out by a final one
      isPreliminary = false;
      isolates.splice(below(isolates.length), 1);
      tell(isFinal);
    } else if (isolate !== undefined && what === 'rename') {
      Object.assign(isolate, { organism: fresh(), isNews: isFinal });
      tell(isFinal, isolate);
    } else if (isolate !== undefined && drug !== undefined && what === 'other result') {
      Object.assign(drug, { value: drug.value === 'S' ? 'R' : 'S', status: 'F', isNews: isFinal });
      tell(isFinal, isolate);
    } else if (isolate !== undefined && drug !== undefined && what === 'withdraw') {
      drug.status = 'W';
      tell(isFinal, isolate);
    } else if (isolate !== undefined && what === 'test') {
      const untested = DRUGS.find((code) => !isolate.drugs.has(code));
      if (untested !== undefined) isolate.drugs.set(untested, drugOf());
      tell(false, isolate);
    } else tell(isFinal);
  }
  const organisms = isolates.length === 0 ? [NO_GROWTH] : isolates.map(({ organism }) => organism);
  const drugs = isolates.flatMap((isolate) => [...isolate.drugs]).filter(([, { status }]) => status !== 'W');
  return {
    messages,
    knows: [
      ...organisms.map((value) => lineOf({ code: ORGANISM, value })),
      ...drugs.map(([code, { value }]) => lineOf({ code, value })),
    ],
  };
}

const ORGANISM = '600-7';

const organismRow = (organism: string, status: string, subId: string | undefined): Row => ({
  ...{ code: ORGANISM, type: 'CWE', status, subId },
  value: `${organism}^${ORGANISMS[organism] ?? 'No growth'}^SCT`,
});
