"""The running bot beside bots built on other libraries, each as a process of its own."""
