package io.gantry.nodeagent.pods;

/** Where pods' control groups hang; an implementation may decide that they have none. */
public interface CgroupParents {
  /** The engine's parent for the pod's containers; empty for the engine's default. */
  String parent(String podUid);

  /** The engine refused such a parent: from now on there are none. */
  void refused();

  /** Removes what the engine leaves behind of the pod's group. */
  void remove(String podUid);

  CgroupParents NONE =
      new CgroupParents() {
        @Override
        public String parent(String podUid) {
          return "";
        }

        @Override
        public void refused() {
          // There is nothing to give up.
        }

        @Override
        public void remove(String podUid) {
          // There is nothing to remove.
        }
      };
}
