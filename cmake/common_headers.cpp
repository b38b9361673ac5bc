// Holds the precompiled headers that all rooms share.
