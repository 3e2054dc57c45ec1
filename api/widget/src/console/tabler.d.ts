// Tabler brings no types; it is imported for what it does with data-bs attributes.
declare module "@tabler/core/dist/js/tabler.esm.min.js";
