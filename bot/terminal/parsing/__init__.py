"""What the command line needs beside its commands: words of argparse, and values of options."""
