// The chart: reports and results by patient, in SQLite. An update is filed whole or not at all.
import { DatabaseSync } from 'node:sqlite';

// What this reader uses of the format; docs/feed/update.schema.json has all of it.
export interface Update {
  schema: string;
  reportKey: string;
  version: number;
  redelivery?: string;
  content?: Content;
  claim?: { bucket: string; key: string; sha256: string };
}
export interface Content {
  report: Report;
  retired?: Result[];
}
interface Report {
  patient?: { identifiers: { value: string; scope: string }[] };
  processingId: string;
  status?: string;
  orderStatus?: string;
  isWithdrawn?: boolean;
  notes: { text: string }[];
  observations: Result[];
}
interface Result {
  slot: string;
  values: { text: string }[];
  unit?: { text?: string; codings: { code: string }[] };
  status?: string;
  reportStatus?: string;
  notes: { text: string }[];
  marks?: string[];
  corrects?: object;
  isUnmarkedCorrection: boolean;
}

const tables = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS report (key TEXT PRIMARY KEY, version INT, redelivery TEXT, patient TEXT, state TEXT, status TEXT, notes TEXT);
  CREATE TABLE IF NOT EXISTS result (report TEXT, slot TEXT, value TEXT, status TEXT, state TEXT, marks TEXT, notes TEXT, PRIMARY KEY (report, slot));
  CREATE TABLE IF NOT EXISTS notice (report TEXT, version INT, what TEXT, about TEXT);`;

export class Chart {
  private readonly db: DatabaseSync;

  constructor(path: string) {
    this.db = new DatabaseSync(path);
    this.db.exec(tables);
  }

  close(): void {
    this.db.close();
  }

  /** Files an update, unless the chart has it or a newer one. */
  file(update: Update, { report, retired = [] }: Content): 'filed' | 'known' {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const outcome = this.isNews(update) ? this.replace(update, report, retired) : 'known';
      this.db.exec('COMMIT');
      return outcome;
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private isNews({ reportKey, version, redelivery }: Update): boolean {
    const filed = this.db.prepare('SELECT version, redelivery FROM report WHERE key = ?').get(reportKey);
    if (!filed || version > Number(filed['version'])) return true;
    return version === filed['version'] && redelivery !== undefined && redelivery !== filed['redelivery'];
  }

  private replace(update: Update, report: Report, retired: Result[]): 'filed' {
    const { reportKey: key, version } = update;
    const patient = report.patient?.identifiers[0];
    if (!patient) throw new Error('no patient');
    const owner = `${patient.scope}|${patient.value}`;
    const before = this.db.prepare('SELECT patient, state FROM report WHERE key = ?').get(key);
    const results = new Map(
      this.db
        .prepare('SELECT slot, value, state FROM result WHERE report = ?')
        .all(key)
        .map((row) => [row['slot'], row]),
    );
    const notify = (what: string, about: string) =>
      this.db.prepare('INSERT INTO notice VALUES (?, ?, ?, ?)').run(key, version, what, about);

    const state = stateOf(report);
    if (before && before['patient'] !== owner) notify('moved from', String(before['patient']));
    if (before && before['state'] !== state) notify(`report ${state}`, '');
    this.db
      .prepare('INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(key, version, update.redelivery ?? null, owner, state, report.status ?? null, texts(report.notes));

    const put = this.db.prepare('INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?)');
    const save = (result: Result, resultState: string) => {
      const value = shownValue(result);
      const old = results.get(result.slot);
      const isOther = old && (old['value'] !== value || old['state'] !== resultState);
      if (isOther && alarming.has(resultState)) notify(`result ${resultState}`, result.slot);
      const status = result.status ?? result.reportStatus ?? null;
      put.run(key, result.slot, value, status, resultState, (result.marks ?? []).join(), texts(result.notes));
    };
    for (const result of retired) save(result, 'entered-in-error');
    for (const result of report.observations)
      save(result, report.isWithdrawn ? 'entered-in-error' : resultStateOf(result));
    return 'filed';
  }
}

/** Who acted on the older result must be told. */
const alarming: ReadonlySet<string> = new Set(['corrected', 'amended', 'cancelled', 'entered-in-error']);

function stateOf({ isWithdrawn, status, orderStatus, processingId }: Report): string {
  if (isWithdrawn) return 'entered-in-error';
  if (status === 'X' || orderStatus === 'CA') return 'cancelled';
  return processingId === 'P' ? 'active' : 'test';
}

/** OBX-11 (HL7 table 0085) and, where that is empty, OBR-25 (table 0123): docs/feed.md, "The status of a result". */
const states = new Map<string | undefined, string>([
  ...[...'IO'].map((code) => [code, 'registered'] as const),
  ...[...'PRS'].map((code) => [code, 'preliminary'] as const),
  ...[...'FNUV'].map((code) => [code, 'final'] as const),
  ...[...'AB'].map((code) => [code, 'amended'] as const),
  ...[...'DW'].map((code) => [code, 'entered-in-error'] as const),
  ['C', 'corrected'],
  ['X', 'cancelled'],
]);
const ofReport = new Map<string | undefined, string>([...states, ['A', 'preliminary'], ['S', 'registered']]);

function resultStateOf({ status, reportStatus, corrects, isUnmarkedCorrection }: Result): string {
  const said = (status === undefined ? ofReport.get(reportStatus) : states.get(status)) ?? 'unknown';
  const isCorrected = isUnmarkedCorrection || (corrects !== undefined && ['final', 'unknown'].includes(said));
  return isCorrected ? 'corrected' : said;
}

function shownValue({ values, unit }: Result): string {
  return [values.map(({ text }) => text).join('\n'), unit?.text ?? unit?.codings[0]?.code]
    .filter(Boolean)
    .join(' ');
}

function texts(notes: readonly { text: string }[]): string {
  return notes.map(({ text }) => text).join('\n');
}
