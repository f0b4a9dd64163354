/** The folder of this machine in which a workflow may read and write files; it outlives the run. */
export interface NodeWorkspace {
  /** Its absolute path; the folder is there. */
  root(): Promise<string>;
  /**
   * Gives the absolute path of a file or folder inside, which needn't exist.
   *
   * @param path relative to the workspace, or absolute and inside of it; `~` means the workspace
   * @throws Error when it leads outside, also by a symbolic link
   */
  resolve(path: string): Promise<string>;
}
