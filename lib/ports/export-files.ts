/** The files of exports. They go by themselves after some days. */
export interface ExportFiles {
  /** Writing a file again replaces it. */
  write(name: string, text: string): Promise<void>;
  /** The text of a file that was written. */
  read(name: string): Promise<string>;
}
