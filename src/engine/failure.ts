/** Stands for a value that doesn't exist because a graph node failed, where the node type that takes it can go on. */
export class Failure {
  constructor(readonly message: string) {}
}
