"""传播链: who infected whom in an outbreak, as a list, a tree and a timeline; and the links that were ruled out."""
