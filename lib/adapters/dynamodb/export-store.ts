import {
  type ExportJob,
  type ExportPart,
  type ExportPlan,
  exportJobSchema,
  exportPartSchema,
  exportPlanSchema,
} from '../../model/export-job.ts';
import { expiresAfter } from '../../model/retention.ts';
import type { ExportStore } from '../../ports/export-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import {
  EXPORT_PARTS,
  exportClaimKey,
  exportJobKey,
  exportOfClientKey,
  exportPartKey,
  exportPlanKey,
} from './keys.ts';
import type { Table } from './table.ts';

export class DynamoExportStore implements ExportStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async create(job: ExportJob): Promise<void> {
    const expiry = expiryOf(job);
    await this.#table.putAll(
      [
        { ...exportJobKey(job.id), ...job, ...expiry },
        { ...exportOfClientKey(job.actor), job: job.id, ...expiry },
      ],
      'ExportNotStored',
    );
  }

  async get(id: string): Promise<ExportJob | undefined> {
    const item = await this.#table.get(exportJobKey(id), 'ExportNotRead');
    if (item === undefined) return undefined;
    const job = exportJobSchema.parse(item);
    // DynamoDB deletes expired items with a delay
    return Date.parse(job.end) > this.#table.clock().getTime() ? job : undefined;
  }

  async lastOf(actor: string): Promise<ExportJob | undefined> {
    const item = await this.#table.get(exportOfClientKey(actor), 'ExportNotRead');
    return item === undefined ? undefined : this.get(String(item['job']));
  }

  async plan(id: string, step: number): Promise<ExportPlan | undefined> {
    const item = await this.#table.get(exportPlanKey(id, step), 'ExportNotRead');
    return item === undefined ? undefined : exportPlanSchema.parse(item);
  }

  keepPlan(job: ExportJob, plan: ExportPlan): Promise<boolean> {
    const item = { ...exportPlanKey(job.id, job.step), ...plan, ...expiryOf(job) };
    return this.#table.putNew(item, 'ExportNotStored');
  }

  async claim(job: ExportJob, names: readonly string[]): Promise<ReadonlySet<string>> {
    const keyOf = (name: string) => exportClaimKey(job.id, name);
    const find = await this.#table.getAll(names.map(keyOf), 'ExportNotRead');
    const isFree = (name: string): boolean => find(keyOf(name)) === undefined;
    await this.#table.putAll(
      names.filter(isFree).map((name) => ({ ...keyOf(name), step: job.step, ...expiryOf(job) })),
      'ExportNotStored',
    );
    return new Set(names.filter((name) => isFree(name) || find(keyOf(name))?.['step'] === job.step));
  }

  async keepPart(job: ExportJob, part: ExportPart): Promise<void> {
    const item = { ...exportPartKey(job.id, part.step), ...part, ...expiryOf(job) };
    await this.#table.putAll([item], 'ExportNotStored');
  }

  advance(job: ExportJob, change: Parameters<ExportStore['advance']>[1]): Promise<boolean> {
    return this.#table.update(
      exportJobKey(job.id),
      {
        set: change,
        condition: {
          where: '#status = :running AND #step = :present',
          names: { '#status': 'status', '#step': 'step' },
          values: { ':running': 'in-progress', ':present': job.step },
        },
      },
      'ExportNotStored',
    );
  }

  async delete(job: ExportJob): Promise<void> {
    await this.#table.update(
      exportJobKey(job.id),
      { set: { status: 'deleted' }, condition: { where: 'attribute_exists(pk)' } },
      'ExportNotDeleted',
    );
  }

  async parts(id: string): Promise<readonly ExportPart[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk AND begins_with(sk, :parts)',
        values: { ':pk': exportJobKey(id).pk, ':parts': EXPORT_PARTS },
        isConsistent: true,
      },
      'ExportNotRead',
    );
    return Array.fromAsync(items, (item) => exportPartSchema.parse(item));
  }

  async part(id: string, step: number): Promise<ExportPart | undefined> {
    const item = await this.#table.get(exportPartKey(id, step), 'ExportNotRead');
    return item === undefined ? undefined : exportPartSchema.parse(item);
  }
}

const expiryOf = ({ end }: ExportJob): { expiresAt: number } => ({ expiresAt: expiresAfter(end, 0) });
